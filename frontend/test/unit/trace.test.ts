import { describe, expect, it } from 'vitest';
import { followClicks, traceHeader } from '../../src/api/trace';

const trace = (): string => traceHeader().traceparent.split('-')[1] ?? '';

describe('the trace of a click', () => {
  it('is written as W3C asks for it', () => {
    expect(traceHeader().traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  it('joins what one click asks for and ends with the next', () => {
    const page = new EventTarget();
    followClicks(page);
    const first = trace();
    expect(trace()).toBe(first);
    page.dispatchEvent(new Event('click'));
    const second = trace();
    expect(second).not.toBe(first);
    page.dispatchEvent(new Event('submit'));
    expect(trace()).not.toBe(second);
  });
});
