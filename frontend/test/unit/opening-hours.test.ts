import { describe, expect, it } from 'vitest';
import type { Hours } from '../../src/api/types';
import { isAlwaysOpen, localMoment, openState } from '../../src/page/opening-hours';

const OFFICE: Hours[] = [
  { day: 1, opens: '08:00', closes: '12:00' },
  { day: 1, opens: '13:00', closes: '18:00' },
  { day: 5, opens: '08:00', closes: '14:00' },
];

describe('opening hours', () => {
  it('are told in the town, wherever the browser is', () => {
    expect(localMoment(new Date('2026-07-05T22:30:00Z'), 'Europe/Warsaw')).toEqual({ day: 1, minutes: 30 });
    expect(localMoment(new Date('2026-11-23T23:30:00Z'), 'Europe/Warsaw')).toEqual({ day: 2, minutes: 30 });
  });

  it('are open from the first minute and closed from the last', () => {
    expect(openState(OFFICE, { day: 1, minutes: 480 })).toEqual({ isOpen: true, closes: '12:00' });
    expect(openState(OFFICE, { day: 1, minutes: 720 })).toMatchObject({
      isOpen: false,
      opens: '13:00',
      daysAhead: 0,
    });
  });

  it('look over the weekend for the next opening', () => {
    expect(openState(OFFICE, { day: 5, minutes: 900 })).toEqual({
      isOpen: false,
      opensDay: 1,
      opens: '08:00',
      daysAhead: 3,
    });
  });

  it('look a whole week ahead when open on one day only', () => {
    const once = [{ day: 3, opens: '09:00', closes: '10:00' }];
    expect(openState(once, { day: 3, minutes: 700 })).toMatchObject({ opensDay: 3, daysAhead: 7 });
  });

  it('say nothing about a place that never opens', () => {
    expect(openState([], { day: 3, minutes: 700 })).toEqual({ isOpen: false, opensDay: null });
  });

  it('count as always open only when every day is covered to midnight', () => {
    const all = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, opens: '00:00', closes: '24:00' }));
    expect(isAlwaysOpen(all)).toBe(true);
    expect(isAlwaysOpen(all.slice(1))).toBe(false);
    expect(openState(all, { day: 7, minutes: 1439 })).toMatchObject({ isOpen: true });
  });
});
