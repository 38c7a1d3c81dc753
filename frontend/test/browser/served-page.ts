import { createReadStream, existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, preview, type Plugin } from 'vite';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    pageAddress: string;
  }
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MODELS = fileURLToPath(new URL('../../../.local/models/', import.meta.url));

/** Builds the page and serves it under the gateway's security policy; the tests answer its calls themselves. */
export default async function servePage(project: TestProject): Promise<() => Promise<void>> {
  if (!existsSync(join(MODELS, 'hand_landmarker.task'))) {
    throw new Error(
      'The landmark models are missing. Run `make models` in the project folder, then test again.',
    );
  }
  const outDir = await mkdtemp(join(tmpdir(), 'okienko-page-'));
  const shared = { root: ROOT, logLevel: 'error' as const, build: { outDir, emptyOutDir: true } };
  await build(shared);
  const server = await preview({ ...shared, plugins: [landmarkModels()], preview: { port: 0, proxy: {} } });
  project.provide('pageAddress', server.resolvedUrls?.local[0] ?? '');
  return async () => {
    await server.close();
    await rm(outDir, { recursive: true });
  };
}

function landmarkModels(): Plugin {
  return {
    name: 'landmark-models',
    configurePreviewServer(server) {
      server.middlewares.use('/models', (request, response) => {
        createReadStream(join(MODELS, request.url?.split('?')[0] ?? '')).pipe(response);
      });
    },
  };
}
