import { describe, expect, it } from 'vitest';
import type { Hours } from '../../src/api/types';
import { isAlwaysOpen, localMoment, openState, type LocalMoment } from '../../src/page/opening-hours';

const OFFICE: Hours[] = [
  { day: 1, opens: '08:00', closes: '12:00' },
  { day: 1, opens: '13:00', closes: '18:00' },
  { day: 5, opens: '08:00', closes: '14:00' },
];

/** A moment of the week that begins on Monday, 21 December 2026. */
function at(day: number, minutes: number): LocalMoment {
  return { day, minutes, date: `2026-12-${20 + day}` };
}

describe('opening hours', () => {
  it('are told in the town, wherever the browser is', () => {
    expect(localMoment(new Date('2026-07-05T22:30:00Z'), 'Europe/Warsaw')).toMatchObject({
      day: 1,
      minutes: 30,
      date: '2026-07-06',
    });
    expect(localMoment(new Date('2026-11-23T23:30:00Z'), 'Europe/Warsaw')).toMatchObject({
      day: 2,
      minutes: 30,
      date: '2026-11-24',
    });
  });

  it('are open from the first minute and closed from the last', () => {
    expect(openState(OFFICE, at(1, 480))).toEqual({ isOpen: true, closes: '12:00' });
    expect(openState(OFFICE, at(1, 720))).toMatchObject({
      isOpen: false,
      opens: '13:00',
      daysAhead: 0,
    });
  });

  it('look over the weekend for the next opening', () => {
    expect(openState(OFFICE, at(5, 900))).toEqual({
      isOpen: false,
      opensDay: 1,
      opens: '08:00',
      daysAhead: 3,
      opensDate: '2026-12-28',
    });
  });

  it('look a whole week ahead when open on one day only', () => {
    const once = [{ day: 3, opens: '09:00', closes: '10:00' }];
    expect(openState(once, at(3, 700))).toMatchObject({ opensDay: 3, daysAhead: 7 });
  });

  it('skip closed days, today and later', () => {
    const closed = new Set(['2026-12-25', '2026-12-28']);
    expect(openState(OFFICE, at(5, 600), closed)).toEqual({
      isOpen: false,
      opensDay: 5,
      opens: '08:00',
      daysAhead: 7,
      opensDate: '2027-01-01',
    });
  });

  it('say nothing about a place that never opens', () => {
    expect(openState([], at(3, 700))).toEqual({ isOpen: false, opensDay: null });
  });

  it('count as always open only when every day is covered to midnight', () => {
    const all = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, opens: '00:00', closes: '24:00' }));
    expect(isAlwaysOpen(all)).toBe(true);
    expect(isAlwaysOpen(all.slice(1))).toBe(false);
    expect(openState(all, at(7, 1439))).toMatchObject({ isOpen: true });
  });
});
