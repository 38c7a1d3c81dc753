/**
 * Speeds speech up or down without changing its pitch: waveform-similarity overlap-add (Verhelst and Roelands, 1993).
 *
 * Windows of 40 ms are laid half over each other. Each next window is looked for within 12 ms of where it should be, at
 * the place that continues best what has been written.
 */
export class TimeStretch {
  private readonly half: number;
  private readonly reach: number;
  private readonly fade: Float32Array;

  /** @param sampleRate samples a second. */
  constructor(sampleRate: number) {
    this.half = Math.round(sampleRate * 0.02);
    this.reach = Math.round(sampleRate * 0.012);
    this.fade = Float32Array.from(
      { length: this.half },
      (_, k) => 0.5 - 0.5 * Math.cos((Math.PI * (k + 0.5)) / this.half),
    );
  }

  /**
   * Return the piece at another speed.
   *
   * @param piece samples from -1 to 1.
   * @param speed 2 is twice as fast; 0.5 to 2.
   */
  stretch(piece: Float32Array<ArrayBuffer>, speed: number): Float32Array<ArrayBuffer> {
    const { half, fade } = this;
    if (speed === 1 || piece.length < half * 4) return piece;
    const windows = Math.max(1, Math.floor(piece.length / speed / half) - 1);
    const stretched = new Float32Array((windows + 1) * half);
    stretched.set(piece.subarray(0, half));
    let last = 0;
    for (let window = 1; window <= windows; window += 1) {
      // `last + half` is what would follow naturally; the new window is faded in over it.
      const natural = last + half;
      const wanted = Math.round(window * half * speed);
      const found = this.best(piece, natural, wanted);
      const at = window * half;
      for (let k = 0; k < half; k += 1) {
        const fadeIn = fade[k] ?? 1;
        stretched[at + k] = (piece[natural + k] ?? 0) * (1 - fadeIn) + (piece[found + k] ?? 0) * fadeIn;
      }
      last = found;
    }
    return stretched;
  }

  private best(piece: Float32Array, natural: number, wanted: number): number {
    const highest = piece.length - this.half * 2;
    let found = Math.max(0, Math.min(wanted, highest));
    let most = -Infinity;
    for (let shift = -this.reach; shift <= this.reach; shift += 4) {
      const start = wanted + shift;
      if (start < 0 || start > highest) continue;
      let likeness = 0;
      // Every fourth sample is enough to compare speech: pitch lies far below a quarter of the sample rate.
      for (let k = 0; k < this.half; k += 4) likeness += (piece[natural + k] ?? 0) * (piece[start + k] ?? 0);
      if (likeness > most) {
        most = likeness;
        found = start;
      }
    }
    return found;
  }
}
