import type { Rendition } from '../api/types';

/** What the viewer wants: the page's choice, or a size such as "720p50". */
export type Quality = 'auto' | `${number}p${number}`;

/** What the choice depends on. */
export interface Device {
  /** Pixels of the screen that the video covers, across. */
  pixels: number;
  /** Whether somebody asked to spare data. */
  savesData: boolean;
  /** Say whether this device plays a rendition without dropping frames, and without wearing its battery down. */
  plays(rendition: Rendition): Promise<{ smooth: boolean; efficient: boolean }>;
}

/** From this rate on a picture is called smooth. */
export const SMOOTH_RATE = 40;
/** Stretching a picture by less than this is hardly seen. */
const STRETCH = 1.25;
/** About what the signing service's films take, bits for each pixel. */
const BITS_PER_PIXEL = 0.05;

export function qualityOf({ height, frame_rate }: Rendition): Quality {
  return `${height}p${Math.round(frame_rate)}`;
}

/** Return one rendition of each size, in the order of the playlist: from the lightest to the heaviest. */
export function sizesOf(renditions: readonly Rendition[]): Rendition[] {
  return renditions.filter(
    (item, at) => renditions.findIndex((other) => qualityOf(other) === qualityOf(item)) === at,
  );
}

/**
 * Return the renditions in the order in which a video should try them.
 *
 * By itself the page takes the heaviest that the device plays smoothly, no larger than the screen needs; a high frame
 * rate only where that costs little power. Without knowing it takes the first, which every device plays.
 */
export async function inOrder(
  renditions: readonly Rendition[],
  quality: Quality,
  device: Device,
): Promise<Rendition[]> {
  const wanted =
    quality === 'auto'
      ? await bestFor(renditions, device)
      : renditions.find((item) => qualityOf(item) === quality);
  return wanted ? [wanted, ...renditions.filter((item) => item !== wanted)] : [...renditions];
}

async function bestFor(renditions: readonly Rendition[], device: Device): Promise<Rendition | undefined> {
  if (device.savesData) return undefined;
  const sizes = sizesOf(renditions);
  const enough = Math.min(
    ...sizes.filter((item) => item.width * STRETCH >= device.pixels).map((item) => item.height),
  );
  for (const item of sizes.filter(({ height }) => height <= enough).reverse()) {
    const { smooth, efficient } = await device.plays(item);
    if (smooth && (efficient || item.frame_rate < SMOOTH_RATE)) return item;
  }
  return undefined;
}

/** Return this device, with a video so many CSS pixels wide. */
export function thisDevice(width: number): Device {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  return {
    pixels: width * devicePixelRatio,
    savesData: connection?.saveData === true || matchMedia('(prefers-reduced-data: reduce)').matches,
    async plays(rendition) {
      const { media_type: contentType, width, height, frame_rate: framerate } = rendition;
      const bitrate = Math.round(width * height * framerate * BITS_PER_PIXEL);
      try {
        const info = await navigator.mediaCapabilities.decodingInfo({
          type: 'file',
          video: { contentType, width, height, framerate, bitrate },
        });
        return { smooth: info.supported && info.smooth, efficient: info.powerEfficient };
      } catch {
        // An old browser, or one that does not know the type.
        return { smooth: false, efficient: false };
      }
    },
  };
}
