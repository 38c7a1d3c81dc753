import { describe, expect, it } from 'vitest';
import { jpegFrame, landmarkFrame } from '../../src/signing/frames';
import { landmarksOf, type FoundHand, type Point } from '../../src/signing/landmarks';

const points = (count: number, x: number): Point[] =>
  Array.from({ length: count }, (_, index) => ({ x, y: index / 100, z: -0.5, visibility: 0.9 }));
const hand = (label: string, score: number, x: number): FoundHand => ({
  label,
  score,
  points: points(21, x),
});

describe('landmarks', () => {
  it('put each hand into the slot of the signer’s side that MediaPipe names', () => {
    const { values } = landmarksOf([hand('Left', 0.75, 0.25)]);
    expect(values).toHaveLength(168);
    expect(Array.from(values).slice(0, 4)).toEqual([0.25, 0, -0.5, 0.75]);
    expect(Array.from(values).slice(84, 88)).toEqual([0, 0, 0, 0]);
  });

  it('keep both of two hands that carry the same name, the surer one in its place', () => {
    const { values } = landmarksOf([hand('Right', 0.5, 0.25), hand('Right', 1, 0.75)]);
    expect(values[84]).toBe(0.75);
    expect(values[0]).toBe(0.25);
  });

  it('add the body with how visible each point is', () => {
    const { layout, values } = landmarksOf([], points(33, 0.5));
    expect(layout).toBe('hands-pose/1');
    expect(values).toHaveLength(300);
    expect(values[3]).toBe(0);
    expect(values[168]).toBe(0.5);
    expect(values[171]).toBeCloseTo(0.9);
  });
});

describe('a frame of the recognition socket', () => {
  it('begins with kind, version, brightness and time, little-endian', () => {
    const view = new DataView(landmarkFrame(landmarksOf([hand('Right', 1, 0.5)]), 66051, 4 / 3, 1));
    expect(view.byteLength).toBe(8 + 4 + 168 * 4);
    expect([view.getUint8(0), view.getUint8(1)]).toEqual([1, 1]);
    expect(view.getUint16(2, true)).toBe(65534);
    expect(view.getUint32(4, true)).toBe(66051);
    expect(view.getFloat32(8, true)).toBeCloseTo(4 / 3);
    expect(view.getFloat32(12 + 84 * 4, true)).toBe(0.5);
  });

  it('names the layout with a body as kind 2 and leaves brightness unknown when nobody measured it', () => {
    const view = new DataView(landmarkFrame(landmarksOf([], points(33, 0.5)), 0, 1));
    expect(view.getUint8(0)).toBe(2);
    expect(view.getUint16(2, true)).toBe(65535);
    expect(view.byteLength).toBe(8 + 4 + 300 * 4);
  });

  it('carries a picture from byte 8', () => {
    const bytes = new Uint8Array(jpegFrame(Uint8Array.of(0xff, 0xd8).buffer, 1000));
    expect(bytes[0]).toBe(3);
    expect([...bytes.slice(8)]).toEqual([0xff, 0xd8]);
  });
});
