import { counted } from './words.js';

/**
 * A moment in the reader's format: only the time for today, with the date for other days.
 * @param {Date} moment
 */
export const clockTime = (moment) =>
  moment.toDateString() === new Date().toDateString() ? moment.toLocaleTimeString() : moment.toLocaleString();

/** The units of an age, the longest first: its length in seconds, and its name. @type {readonly [number, string][]} */
const units = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
];

/**
 * How long ago a moment was, in the largest unit that fits: "3 minutes ago". The clocks of service and browser may differ,
 * so a moment in the future was just now.
 * @param {Date} moment
 * @param {Date} now
 */
export const timeAgo = (moment, now) => {
  const seconds = (now.getTime() - moment.getTime()) / 1000;
  if (seconds < 10) return 'just now';
  const [length, unit] = units.find(([each]) => seconds >= each) ?? [1, 'second'];
  return unit === 'second' ? 'less than a minute ago' : `${counted(Math.floor(seconds / length), unit)} ago`;
};
