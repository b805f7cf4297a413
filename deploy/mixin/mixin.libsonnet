// The rules of deploy/prometheus and the dashboards of deploy/grafana as a mixin. Those files are the source: the mixin
// puts the values of config.libsonnet into their text, so that comments and order stay, and reads the result.
local text = import 'text.libsonnet';

local rulesIn(config) =
  local selected = text.replace(
    importstr '../prometheus/shimdex.rules.yml',
    'up{job="shimdex"}',
    'up{%s}' % text.line(config.shimdexSelector)
  );
  // In two steps, so that two severities can change places.
  local marked = std.foldl(
    function(rules, severity) text.replace(rules, 'severity: %s\n' % severity, 'severity: <%s>\n' % severity),
    std.objectFields(config.alertSeverities),
    selected
  );
  std.foldl(
    function(rules, severity)
      local chosen = text.line(config.alertSeverities[severity]);
      local written = if chosen == severity then chosen else std.manifestJsonMinified(chosen);
      text.replace(rules, 'severity: <%s>\n' % severity, 'severity: %s\n' % written),
    std.objectFields(config.alertSeverities),
    marked
  );

local json = std.manifestJsonMinified;

local dashboardIn(config, source) =
  local changes = [
    ['"tags": ["shimdex"]', '"tags": [%s]' % std.join(', ', std.map(json, config.dashboardTags))],
    ['\n  "refresh": "1m"', '\n  "refresh": %s' % json(config.dashboardRefresh)],
    ['"from": "now-6h"', '"from": %s' % json(config.dashboardTimeFrom)],
    ['"timezone": "browser"', '"timezone": %s' % json(config.dashboardTimezone)],
  ];
  std.foldl(function(dashboard, change) text.replace(dashboard, change[0], change[1]), changes, source);

(import 'config.libsonnet') + {
  local mixin = self,
  local dashboards = {
    'shimdex-fleet.json': importstr '../grafana/shimdex-fleet.json',
    'shimdex-host.json': importstr '../grafana/shimdex-host.json',
  },
  local groups = std.parseYaml(mixin.files['shimdex.rules.yml']).groups,
  local isAlerting(group) = std.objectHas(group.rules[0], 'alert'),

  // Each file as text, with its comments: jsonnet -S -m DIRECTORY deploy/mixin/files.jsonnet
  files:: {
    'shimdex.rules.yml': rulesIn(mixin._config),
  } + {
    [name]: dashboardIn(mixin._config, dashboards[name])
    for name in std.objectFields(dashboards)
  },

  prometheusAlerts+:: { groups+: std.filter(isAlerting, groups) },
  prometheusRules+:: { groups+: std.filter(function(group) !isAlerting(group), groups) },
  grafanaDashboards+:: { [name]: std.parseJson(mixin.files[name]) for name in std.objectFields(dashboards) },
}
