/**
 * The W3C trace context with which an operator can follow one click through the services: random numbers, new with every click, that
 * name nobody and are kept nowhere in the page.
 */

let click = random(16);

/** Begin a new trace with every click and every form that is sent; what one of them asks for belongs together. */
export function followClicks(target: EventTarget): void {
  for (const event of ['click', 'submit']) {
    target.addEventListener(event, () => (click = random(16)), { capture: true });
  }
}

/** The header of one request. */
export function traceHeader(): { traceparent: string } {
  return { traceparent: `00-${click}-${random(8)}-01` };
}

function random(bytes: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
