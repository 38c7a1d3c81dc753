import type { Landmarks } from './landmarks';

/** The binary frames of the recognition socket; `docs/recognition-socket.md` describes them for outsiders. */

const VERSION = 1;
const HEADER_BYTES = 8;
const UNKNOWN_BRIGHTNESS = 0xffff;
const KINDS = { 'hands/1': 1, 'hands-pose/1': 2, jpeg: 3 } as const;

/**
 * Write landmarks as one frame.
 *
 * @param landmarks what was found.
 * @param milliseconds time since the first frame of the connection.
 * @param aspectRatio the picture's width divided by its height.
 * @param brightness mean brightness, 0 to 1; absent when unknown.
 */
export function landmarkFrame(
  landmarks: Landmarks,
  milliseconds: number,
  aspectRatio: number,
  brightness?: number,
): ArrayBuffer {
  const { values } = landmarks;
  const view = new DataView(new ArrayBuffer(HEADER_BYTES + 4 + values.length * 4));
  header(view, KINDS[landmarks.layout], milliseconds, brightness);
  view.setFloat32(HEADER_BYTES, aspectRatio, true);
  for (let index = 0; index < values.length; index += 1) {
    view.setFloat32(HEADER_BYTES + 4 + index * 4, values[index] ?? 0, true);
  }
  return view.buffer;
}

/** Write a JPEG picture as one frame. */
export function jpegFrame(jpeg: ArrayBuffer, milliseconds: number): ArrayBuffer {
  const bytes = new Uint8Array(HEADER_BYTES + jpeg.byteLength);
  header(new DataView(bytes.buffer), KINDS.jpeg, milliseconds);
  bytes.set(new Uint8Array(jpeg), HEADER_BYTES);
  return bytes.buffer;
}

function header(view: DataView, kind: number, milliseconds: number, brightness?: number): void {
  view.setUint8(0, kind);
  view.setUint8(1, VERSION);
  const known =
    brightness === undefined ? UNKNOWN_BRIGHTNESS : Math.round(Math.min(1, Math.max(0, brightness)) * 65534);
  view.setUint16(2, known, true);
  view.setUint32(4, Math.max(0, Math.round(milliseconds)), true);
}
