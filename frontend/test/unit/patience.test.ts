import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Failure } from '../../src/api/failure';
import { patiently } from '../../src/page/patience';

const refusal = (seconds?: number) =>
  new Failure({
    title: '',
    status: 429,
    detail: 'Za chwilę.',
    reason: 'TOO_MANY',
    ...(seconds === undefined ? {} : { retry_after: seconds }),
  });
const wanted = () => true;

describe('what the gateway refuses for a moment', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is asked for again when the gateway said', async () => {
    const task = vi.fn<() => Promise<string>>().mockRejectedValueOnce(refusal(4)).mockResolvedValue('film');
    const done = patiently(task, wanted);
    await vi.advanceTimersByTimeAsync(3_900);
    expect(task).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(await done).toBe('film');
  });

  it('is given up after three refusals', async () => {
    const task = vi.fn<() => Promise<string>>().mockRejectedValue(refusal(1));
    const done = expect(patiently(task, wanted)).rejects.toThrow('Za chwilę.');
    await vi.runAllTimersAsync();
    await done;
    expect(task).toHaveBeenCalledTimes(3);
  });

  it('is not asked for again when nobody wants it any more', async () => {
    const task = vi.fn<() => Promise<string>>().mockRejectedValue(refusal(1));
    const done = expect(patiently(task, () => false)).rejects.toThrow('Za chwilę.');
    await vi.runAllTimersAsync();
    await done;
    expect(task).toHaveBeenCalledTimes(1);
  });

  it.each([undefined, 600])('is given up at once when the wait is %s', async (seconds) => {
    const task = vi.fn<() => Promise<string>>().mockRejectedValue(refusal(seconds));
    await expect(patiently(task, wanted)).rejects.toThrow('Za chwilę.');
    expect(task).toHaveBeenCalledTimes(1);
  });
});
