/** Longest path of a unix socket in bytes: `sun_path` of unix(7), without its final zero byte. */
export const longestSocketPath = 107;
