import { describe, expect, it } from 'vitest';
import { calibratedLetter, raisedHand } from '../../src/signing/calibration';
import { BODY, LEFT_HAND, RIGHT_HAND, type Landmarks } from '../../src/signing/landmarks';
import { withBody } from '../../src/signing/take-recorder';

/** A right hand with its wrist at x and its knuckles a fifth of the picture above. */
function hand(x: number, place = RIGHT_HAND, y = 0.6): Landmarks {
  const values = new Float32Array(BODY);
  for (let point = 0; point < 21; point += 1) values.set([x, y - (point ? 0.2 : 0), 0, 1], place + point * 4);
  return { layout: 'hands/1', values };
}
const nothing: Landmarks = { layout: 'hands/1', values: new Float32Array(BODY) };

describe('a letter of the resident’s own hand', () => {
  it('is made of at most twelve frames, hands alone, spread over the time', () => {
    const letter = calibratedLetter('o', Array<Landmarks>(30).fill(hand(0.5)), 1.5);
    expect(letter).toMatchObject({ sign_id: 'pjm/letter/o', aspect_ratio: 1.5 });
    if (typeof letter === 'string') throw new Error(letter);
    expect([letter.frames.length, letter.frames[0]?.length]).toEqual([12, 168]);
  });

  it('leaves out frames without a hand, and wants five with one', () => {
    const seen = [nothing, ...Array<Landmarks>(4).fill(hand(0.5)), nothing];
    expect(calibratedLetter('o', seen, 1)).toBe('no-hand');
    expect(calibratedLetter('o', [...seen, hand(0.5)], 1)).toMatchObject({ frames: { length: 5 } });
  });

  it('wants a hand that keeps still', () => {
    const seen = Array.from({ length: 10 }, (_, at) => hand(0.3 + at * 0.03));
    expect(calibratedLetter('o', seen, 1)).toBe('moving');
  });

  it('is shown by the raised hand', () => {
    const both = hand(0.5, RIGHT_HAND, 0.9);
    (both.values as Float32Array).set(Array.from(hand(0.5, LEFT_HAND, 0.5).values).slice(0, RIGHT_HAND), 0);
    expect(raisedHand(both)).toBe(LEFT_HAND);
    expect(raisedHand(nothing)).toBeUndefined();
  });
});

describe('a frame of a take', () => {
  it('has room for the body, whether it was looked for or not', () => {
    expect(withBody(hand(0.123456789)).length).toBe(300);
    expect(withBody(hand(0.123456789))[RIGHT_HAND]).toBe(0.12346);
    expect(
      withBody(hand(0.5))
        .slice(BODY)
        .every((value) => value === 0),
    ).toBe(true);
  });
});
