/** The newest containerd whose rules are known: assumed where nothing tells another. */
export const newestContainerdVersion = '2.3.4';
