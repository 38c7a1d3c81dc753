// Holds the resources that Kubernetes itself has no schema for against KEDA's and the Gateway API's own.
// Usage: node check_custom_resources.mjs built.yaml …
import { readFileSync } from 'node:fs';
import { HTTPRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute';
import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject';
import { parseAllDocuments } from 'yaml';

const MODELS = { HTTPRoute, ScaledObject };
let checked = 0;
for (const path of process.argv.slice(2)) {
  for (const document of parseAllDocuments(readFileSync(path, 'utf8'))) {
    const resource = document.toJS();
    const Model = MODELS[resource.kind];
    if (!Model) continue;
    try {
      new Model(resource).validate();
      checked += 1;
    } catch (error) {
      console.error(`${path}: ${resource.kind} ${resource.metadata.name}: ${error.message}`);
      process.exitCode = 1;
    }
  }
}
if (checked === 0) {
  console.error('No HTTPRoute and no ScaledObject was found; what was built is not what it should be.');
  process.exitCode = 1;
}
