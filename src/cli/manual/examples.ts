/** An example of each command: what it does, and the line to write. */
export const examples: Readonly<Record<string, readonly [text: string, line: string]>> = {
  serve: [
    'Serve the page and the API to this machine, with metrics for node_exporter:',
    'shimdex serve --textfile /var/lib/node_exporter/shimdex.prom',
  ],
  list: ['Show what a container image could start:', 'shimdex list --root /mnt/image -o wide'],
  resolve: ['Explain a command that failed:', 'shimdex resolve docker run --runtime=kata alpine'],
  check: ['In a package hook, fail on a serious problem:', 'shimdex check --fail-on high'],
  ps: [
    'List the containers whose shim was replaced on disk:',
    `shimdex ps -o jsonl | jq -r 'select(.state == "replaced") | .containers[].id'`,
  ],
  plan: ['See what an upgrade of containerd would break:', 'shimdex plan upgrade --to 2.2.7'],
  handlers: ['List the handlers that a pod can use, and print each change:', 'shimdex handlers --watch'],
  targets: ['Find every containerd and dockerd:', 'shimdex targets -o wide'],
  export: ['Write a RuntimeClass for each handler:', 'shimdex export runtimeclass | kubectl apply -f -'],
  schema: ['Save the JSON Schema of a format:', 'shimdex schema list > list.schema.json'],
  plugin: ['Link the plugin of docker, and see how to turn its advice on:', 'shimdex plugin install --hints'],
  completion: ['Complete shimdex in this bash:', 'source <(shimdex completion bash)'],
};
