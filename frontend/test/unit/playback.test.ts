import { describe, expect, it } from 'vitest';
import type { Clip, Rendition } from '../../src/api/types';
import { inOrder, qualityOf, sizesOf, type Device, type Quality } from '../../src/playback/renditions';
import { signedRange } from '../../src/playback/signed-text';
import { unitOffsets } from '../../src/speech/heard-text';

const rendition = (height: number, rate: number, kind = 'webm'): Rendition => ({
  url: `/media/${height}p${rate}.${kind}`,
  media_type: `video/${kind}`,
  width: (height * 4) / 3,
  height,
  frame_rate: rate,
});
const LISTED = [
  rendition(480, 25),
  rendition(480, 25, 'mp4'),
  rendition(480, 50),
  rendition(720, 25),
  rendition(720, 50),
];
const STRONG: Device = {
  pixels: 1000,
  savesData: false,
  plays: () => Promise.resolve({ smooth: true, efficient: true }),
};
const first = async (quality: Quality, device: Partial<Device>, listed = LISTED): Promise<string> => {
  const ordered = await inOrder(listed, quality, { ...STRONG, ...device });
  expect(new Set(ordered)).toEqual(new Set(listed));
  expect(ordered).toHaveLength(listed.length);
  return ordered[0]?.url ?? '';
};
const only = (smooth: (item: Rendition) => boolean, efficient: (item: Rendition) => boolean) => ({
  plays: (item: Rendition) => Promise.resolve({ smooth: smooth(item), efficient: efficient(item) }),
});

describe('the rendition that the page takes by itself', () => {
  it('is the largest and smoothest on a strong device with a large screen', async () => {
    expect(await first('auto', {})).toBe('/media/720p50.webm');
  });

  it('is no larger than the screen needs', async () => {
    expect(await first('auto', { pixels: 700 })).toBe('/media/480p50.webm');
    expect(await first('auto', { pixels: 5000 })).toBe('/media/720p50.webm');
  });

  it('has a high frame rate only where that costs little power', async () => {
    const weary = only(
      () => true,
      () => false,
    );
    expect(await first('auto', weary)).toBe('/media/720p25.webm');
  });

  it('is the heaviest that plays without dropping frames', async () => {
    const slow = only(
      (item) => item.height < 720,
      () => true,
    );
    expect(await first('auto', slow)).toBe('/media/480p50.webm');
  });

  it('is the first where nothing is known, where nothing plays well, or where data is spared', async () => {
    const poor = only(
      () => false,
      () => false,
    );
    expect(await first('auto', poor)).toBe('/media/480p25.webm');
    expect(await first('auto', { savesData: true })).toBe('/media/480p25.webm');
    expect(await first('auto', {}, [rendition(480, 25)])).toBe('/media/480p25.webm');
  });
});

describe('the rendition that the viewer wants', () => {
  it('comes first, whatever the device', async () => {
    expect(await first('720p50', { savesData: true })).toBe('/media/720p50.webm');
  });

  it('gives way to the order of the playlist where it is missing', async () => {
    expect(await first('1080p50', {})).toBe('/media/480p25.webm');
  });

  it('is one of the sizes, each offered once', () => {
    expect(sizesOf(LISTED).map(qualityOf)).toEqual(['480p25', '480p50', '720p25', '720p50']);
  });
});

describe('the word that is being signed', () => {
  const TEXT = '👩‍👧 Zło\u0301z\u0307 dowód 😀.';
  const clip = (marks: Clip['marks'], text_marks: Clip['text_marks'] = []) =>
    ({ marks, text_marks }) as unknown as Clip;
  const at = (shown: Clip, seconds: number): string | undefined => {
    const range = signedRange(shown, unitOffsets(TEXT), seconds);
    return range && TEXT.slice(range.start, range.end);
  };
  const signed = clip([
    { gloss: 'DOWÓD', start: 1, end: 2, is_fingerspelled: false, text_start: 11, text_end: 16 },
    { gloss: 'DAĆ', start: 2.2, end: 3, is_fingerspelled: false, text_start: 4, text_end: 10 },
    { gloss: 'TY', start: 4, end: 5, is_fingerspelled: false },
  ]);

  it('is found by code points behind emoji and decomposed letters', () => {
    expect(at(signed, 1.5)).toBe('dowód');
    expect(at(signed, 2.5)).toBe('Zło\u0301z\u0307');
  });

  it('stays while the hands move on, and goes with a sign that has no word', () => {
    expect(at(signed, 0.5)).toBeUndefined();
    expect(at(signed, 2.1)).toBe('dowód');
    expect(at(signed, 3.4)).toBe('Zło\u0301z\u0307');
    expect(at(signed, 3.6)).toBeUndefined();
    expect(at(signed, 4.5)).toBeUndefined();
  });

  it('is a piece of the text where a recording has no glosses', () => {
    const recorded = clip([], [{ text_start: 4, text_end: 16, start: 0, end: 2 }]);
    expect(at(recorded, 1)).toBe('Zło\u0301z\u0307 dowód');
    expect(at(recorded, 3)).toBeUndefined();
  });
});
