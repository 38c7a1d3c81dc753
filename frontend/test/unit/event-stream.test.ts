import { describe, expect, it } from 'vitest';
import { serverEvents } from '../../src/api/event-stream';

async function read(pieces: string[]): Promise<unknown[]> {
  const bytes = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(bytes.encode(piece));
      controller.close();
    },
  });
  const events: unknown[] = [];
  for await (const event of serverEvents(body)) events.push(event);
  return events;
}

describe('server-sent events', () => {
  it('are read however they are cut', async () => {
    const text = 'event: mark\ndata: {"start":0}\n\n: rest\n\nevent: end\r\ndata: {}\r\n\r\n';
    const expected = [
      { name: 'mark', data: { start: 0 } },
      { name: 'end', data: {} },
    ];
    expect(await read([text])).toEqual(expected);
    expect(await read([...text])).toEqual(expected);
  });

  it('keep letters whose bytes arrive apart', async () => {
    const bytes = new TextEncoder().encode('data: "ż"\n\n');
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    const events = [];
    for await (const event of serverEvents(body)) events.push(event);
    expect(events).toEqual([{ name: 'message', data: 'ż' }]);
  });

  it('drop an event that was cut off', async () => {
    expect(await read(['event: mark\ndata: {"start":0}'])).toEqual([]);
  });
});
