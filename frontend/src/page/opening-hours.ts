import type { Hours } from '../api/types';

/** Whether something is open at a moment, and when that changes next. */
export type OpenState =
  | { isOpen: true; closes: string }
  | { isOpen: false; opensDay: number; opens: string; daysAhead: number }
  | { isOpen: false; opensDay: null };

export interface LocalMoment {
  /** ISO 8601 day: 1 is Monday. */
  day: number;
  /** Minutes since midnight. */
  minutes: number;
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Return the town's local day and time. */
export function localMoment(now: Date, timeZone: string): LocalMoment {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(now);
  const part = (type: string): string => parts.find((item) => item.type === type)?.value ?? '';
  return {
    day: DAYS.indexOf(part('weekday')) + 1,
    minutes: Number(part('hour')) * 60 + Number(part('minute')),
  };
}

/** Return minutes since midnight of "HH:MM"; "24:00" is the end of the day. */
export function minutesOf(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}

/** Say whether the hours include the moment, and when they open or close next. */
export function openState(hours: readonly Hours[], now: LocalMoment): OpenState {
  const current = hours.find(
    (item) =>
      item.day === now.day && minutesOf(item.opens) <= now.minutes && now.minutes < minutesOf(item.closes),
  );
  if (current) return { isOpen: true, closes: current.closes };
  for (let daysAhead = 0; daysAhead <= 7; daysAhead += 1) {
    const day = ((now.day - 1 + daysAhead) % 7) + 1;
    const next = hours
      .filter((item) => item.day === day && (daysAhead > 0 || minutesOf(item.opens) > now.minutes))
      .sort((a, b) => minutesOf(a.opens) - minutesOf(b.opens))[0];
    if (next) return { isOpen: false, opensDay: day, opens: next.opens, daysAhead };
  }
  return { isOpen: false, opensDay: null };
}

/** Whether the hours cover every minute of the week. */
export function isAlwaysOpen(hours: readonly Hours[]): boolean {
  return [1, 2, 3, 4, 5, 6, 7].every((day) =>
    hours.some(
      (item) => item.day === day && minutesOf(item.opens) === 0 && minutesOf(item.closes) === 24 * 60,
    ),
  );
}
