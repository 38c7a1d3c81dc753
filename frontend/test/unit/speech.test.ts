import { describe, expect, it } from 'vitest';
import { placesWithin, unitOffsets, within } from '../../src/speech/heard-text';
import { SampleStore, samplesOf } from '../../src/speech/samples';
import { TimeStretch } from '../../src/speech/time-stretch';

const RATE = 16_000;
const tone = (hertz: number, seconds: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: RATE * seconds }, (_, at) => Math.sin((2 * Math.PI * hertz * at) / RATE));
const crossingsPerSecond = (samples: Float32Array): number => {
  let crossings = 0;
  for (let at = 1; at < samples.length; at += 1) {
    if ((samples[at - 1] ?? 0) < 0 && (samples[at] ?? 0) >= 0) crossings += 1;
  }
  return (crossings * RATE) / samples.length;
};

describe('speech at another speed', () => {
  it.each([0.75, 1.25, 1.5])('takes another time at %s, with the same pitch', (speed) => {
    const stretched = new TimeStretch(RATE).stretch(tone(200, 2), speed);
    expect(stretched.length / RATE).toBeCloseTo(2 / speed, 1);
    expect(crossingsPerSecond(stretched)).toBeGreaterThan(190);
    expect(crossingsPerSecond(stretched)).toBeLessThan(210);
    expect(Math.max(...stretched)).toBeLessThan(1.05);
  });

  it('is left as it is at speed 1', () => {
    const samples = tone(200, 0.5);
    expect(new TimeStretch(RATE).stretch(samples, 1)).toBe(samples);
  });
});

describe('samples', () => {
  it('are read from base64, signed and little-endian', () => {
    const base64 = btoa(String.fromCharCode(0x00, 0x80, 0xff, 0x7f, 0x00, 0x00));
    const samples = samplesOf(base64);
    expect([...samples].map((value) => Number(value.toFixed(3)))).toEqual([-1, 1, 0]);
  });

  it('are kept in order while the store grows', () => {
    const store = new SampleStore();
    for (let piece = 0; piece < 40; piece += 1) store.add(new Float32Array(5000).fill(piece));
    expect(store.length).toBe(200_000);
    expect([...store.slice(99_999, 100_001)]).toEqual([19, 20]);
    expect(store.slice(199_999, 300_000)).toHaveLength(1);
  });
});

describe('the heard word', () => {
  it('is found by code points even after a letter of two units', () => {
    const text = '🙂 Koszt';
    const toUnits = unitOffsets(text);
    expect(text.slice(toUnits(2), toUnits(7))).toBe('Koszt');
  });

  it('is marked in the part of the page that is being read, and only there', () => {
    const spoken = 'Dowód.\nKoszt: dowód jest za darmo.';
    const [title, cost, missing] = placesWithin(spoken, ['Dowód', 'dowód jest za darmo', 'nigdzie']);
    const word = { start: 14, end: 19 };
    expect(within(title, word)).toBeUndefined();
    expect(within(cost, word)).toEqual({ start: 0, end: 5 });
    expect(missing).toBeUndefined();
  });

  it('is not mistaken for the same words earlier in the text', () => {
    const [first, second] = placesWithin('Weź zdjęcie. Weź zdjęcie.', ['Weź zdjęcie.', 'Weź zdjęcie.']);
    expect(first?.start).toBe(0);
    expect(second?.start).toBe(13);
  });
});
