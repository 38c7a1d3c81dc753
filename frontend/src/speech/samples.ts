/** Return signed 16-bit little-endian samples, base64, as numbers from -1 to 1. */
export function samplesOf(base64: string): Float32Array<ArrayBuffer> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  const samples = new Float32Array(bytes.length >> 1);
  for (let index = 0; index < samples.length; index += 1)
    samples[index] = view.getInt16(index * 2, true) / 32768;
  return samples;
}

/** Samples that arrive piece by piece and are read from any place. */
export class SampleStore {
  private samples = new Float32Array(1 << 16);
  private used = 0;

  get length(): number {
    return this.used;
  }

  add(piece: Float32Array): void {
    if (this.used + piece.length > this.samples.length) {
      const grown = new Float32Array(Math.max(this.samples.length * 2, this.used + piece.length));
      grown.set(this.samples.subarray(0, this.used));
      this.samples = grown;
    }
    this.samples.set(piece, this.used);
    this.used += piece.length;
  }

  /** Return what there is from `start` up to `end`; shorter where nothing has arrived yet. */
  slice(start: number, end: number): Float32Array<ArrayBuffer> {
    return this.samples.slice(Math.min(start, this.used), Math.min(end, this.used));
  }
}
