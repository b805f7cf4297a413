// jsonnet -S -m DIRECTORY deploy/mixin/files.jsonnet: writes each file; jsonnet ends each one with a line break.
local files = (import 'mixin.libsonnet').files;

{ [name]: std.substr(files[name], 0, std.length(files[name]) - 1) for name in std.objectFields(files) }
