import { readdirSync, readFileSync } from 'node:fs';
import { Info } from 'lucide';
import { describe, expect, it } from 'vitest';
import { CONTENT_PICTURES, pictureOf } from '../../src/icons/pictures';

const PACKS = ['miasto-przykladowo', 'polska'].map(
  (pack) => new URL(`../../../services/faq/content/${pack}/`, import.meta.url),
);

function namesInPack(): Set<string> {
  const files = PACKS.flatMap((pack) =>
    readdirSync(pack, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => readFileSync(new URL(file, pack), 'utf8')),
  );
  const text = files.join('\n');
  return new Set([...text.matchAll(/\bicon: ([a-z0-9-]+)/g)].map(([, name]) => name ?? ''));
}

describe('pictures', () => {
  it('exist for every name that the content pack uses', () => {
    const names = [...namesInPack()];
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !(name in CONTENT_PICTURES))).toEqual([]);
  });

  it('differ from one another', () => {
    const drawings = Object.values(CONTENT_PICTURES).map((picture) => JSON.stringify(picture));
    expect(new Set(drawings).size).toBe(drawings.length);
  });

  it('fall back to the info picture', () => {
    expect(pictureOf('no-such-picture')).toBe(Info);
  });
});
