/**
 * A moment in the reader's format: only the time for today, with the date for other days.
 * @param {Date} moment
 */
export const clockTime = (moment) =>
  moment.toDateString() === new Date().toDateString() ? moment.toLocaleTimeString() : moment.toLocaleString();
