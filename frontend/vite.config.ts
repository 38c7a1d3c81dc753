import { defineConfig } from 'vite';
import { NONCE } from './tools/security-policy.ts';
import { servedPolicies } from './tools/served-policies.ts';
import { wasmRuntime } from './tools/wasm-runtime.ts';

const GATEWAY = process.env.OKIENKO_GATEWAY ?? 'http://127.0.0.1:8080';
const proxy = { '/api': { target: GATEWAY, ws: true }, '/media': GATEWAY, '/models': GATEWAY };

export default defineConfig({
  plugins: [wasmRuntime(), servedPolicies()],
  html: { cspNonce: NONCE },
  // Fonts as files, never as data: addresses, which the content security policy forbids.
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  worker: { format: 'es' },
  server: { host: '127.0.0.1', proxy },
  preview: { host: '127.0.0.1', proxy },
});
