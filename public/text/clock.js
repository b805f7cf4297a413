/**
 * A moment as people read it: the time alone for today, with its date for other days.
 * @param {Date} moment
 */
export const clockTime = (moment) =>
  moment.toDateString() === new Date().toDateString() ? moment.toLocaleTimeString() : moment.toLocaleString();
