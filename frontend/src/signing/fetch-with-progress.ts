/**
 * Fetch files one after the other and say how much has arrived.
 *
 * @param addresses files of our own origin.
 * @param onProgress takes the share of all bytes, 0 to 1; files of unknown size count when they are complete.
 * @throws Error when one cannot be had.
 */
export async function fetchWithProgress(
  addresses: readonly string[],
  onProgress: (fraction: number) => void,
): Promise<Uint8Array<ArrayBuffer>[]> {
  const responses = await Promise.all(addresses.map(open));
  const sizes = responses.map((response) => Number(response.headers.get('Content-Length') ?? 0));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let arrived = 0;
  const files: Uint8Array<ArrayBuffer>[] = [];
  for (const response of responses) {
    const pieces: Uint8Array[] = [];
    const reader = response.body?.getReader();
    for (;;) {
      const piece = await reader?.read();
      if (!piece?.value) break;
      pieces.push(piece.value);
      arrived += piece.value.length;
      if (total) onProgress(Math.min(1, arrived / total));
    }
    files.push(new Uint8Array(await new Blob(pieces as BlobPart[]).arrayBuffer()));
  }
  return files;
}

async function open(address: string): Promise<Response> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered ${response.status}.`);
  return response;
}
