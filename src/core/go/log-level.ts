const levels = /^(?:panic|fatal|error|warn|warning|info|debug|trace)$/i;

/** Whether logrus, with which containerd and dockerd write their logs, has a level of this name. Source: logrus `ParseLevel`. */
export function isLogLevel(name: string): boolean {
  return levels.test(name);
}
