/** The next hour that is free, from `hour` on; the day begins again after the last one. */
export function nextFreeHour(taken, hour) {
  let next = hour;
  while (taken.has(next)) next = (next + 1) % 24;
  return next;
}
