/**
 * Time stamps of file systems stand still for some milliseconds: a file that changed within this time may change again
 * without another time stamp.
 */
export const RECENT_MS = 50;
