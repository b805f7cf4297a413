// What you can change. The values here render the files of deploy/prometheus and deploy/grafana.
{
  _config+:: {
    // Selects the scrape job of shimdex in the alert about silent hosts.
    shimdexSelector: 'job="shimdex"',

    // The label "severity" of alerts: the name that Alertmanager routes on, for each name in the rules.
    alertSeverities: { critical: 'critical', warning: 'warning', info: 'info' },

    // Tags of the dashboards; the links between them use the same tags.
    dashboardTags: ['shimdex'],
    dashboardRefresh: '1m',
    dashboardTimeFrom: 'now-6h',
    dashboardTimezone: 'browser',
  },
}
