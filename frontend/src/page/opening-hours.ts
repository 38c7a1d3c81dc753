import type { Hours } from '../api/types';

/** Whether something is open at a moment, and when that changes next. */
export type OpenState =
  | { isOpen: true; closes: string }
  | { isOpen: false; opensDay: number; opens: string; daysAhead: number; opensDate: string }
  | { isOpen: false; opensDay: null };

export interface LocalMoment {
  /** ISO 8601 day: 1 is Monday. */
  day: number;
  /** Minutes since midnight. */
  minutes: number;
  /** ISO 8601. */
  date: string;
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Return the town's local day and time. */
export function localMoment(now: Date, timeZone: string): LocalMoment {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(now);
  const part = (type: string): string => parts.find((item) => item.type === type)?.value ?? '';
  return {
    day: DAYS.indexOf(part('weekday')) + 1,
    minutes: Number(part('hour')) * 60 + Number(part('minute')),
    date: `${part('year')}-${part('month')}-${part('day')}`,
  };
}

/** Return minutes since midnight of "HH:MM"; "24:00" is the end of the day. */
export function minutesOf(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}

const DAYS_AHEAD = 30;

/**
 * Say whether the hours include the moment, and when they open or close next.
 * @param closed dates on which it is closed whatever its hours.
 */
export function openState(
  hours: readonly Hours[],
  now: LocalMoment,
  closed: ReadonlySet<string> = new Set(),
): OpenState {
  const current = hours.find(
    (item) =>
      item.day === now.day && minutesOf(item.opens) <= now.minutes && now.minutes < minutesOf(item.closes),
  );
  if (current && !closed.has(now.date)) return { isOpen: true, closes: current.closes };
  for (let daysAhead = 0; daysAhead <= DAYS_AHEAD; daysAhead += 1) {
    const day = ((now.day - 1 + daysAhead) % 7) + 1;
    const opensDate = laterDate(now.date, daysAhead);
    const next = hours
      .filter((item) => item.day === day && (daysAhead > 0 || minutesOf(item.opens) > now.minutes))
      .sort((a, b) => minutesOf(a.opens) - minutesOf(b.opens))[0];
    if (next && !closed.has(opensDate)) {
      return { isOpen: false, opensDay: day, opens: next.opens, daysAhead, opensDate };
    }
  }
  return { isOpen: false, opensDay: null };
}

function laterDate(date: string, days: number): string {
  const later = new Date(`${date}T12:00:00Z`);
  later.setUTCDate(later.getUTCDate() + days);
  return later.toISOString().slice(0, 10);
}

/** Whether the hours cover every minute of the week. */
export function isAlwaysOpen(hours: readonly Hours[]): boolean {
  return [1, 2, 3, 4, 5, 6, 7].every((day) =>
    hours.some(
      (item) => item.day === day && minutesOf(item.opens) === 0 && minutesOf(item.closes) === 24 * 60,
    ),
  );
}
