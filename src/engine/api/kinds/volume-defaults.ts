// Defaults of volumes: a volume that names no source is an empty directory, and files get the mode 0644.
// Source: `pkg/apis/core/v1/defaults.go`.

import { canonicalQuantity } from '../quantity.ts';
import type {
  DownwardAPIVolumeFile,
  ObjectFieldSelector,
  ResourceFieldSelector,
  Volume,
  VolumeProjection,
} from '../types.ts';
import { canonicalQuantities, eachOf, fill, partOf, remembered } from './fill.ts';
import { pullPolicyFor } from './pull-policy.ts';

const fileMode = 420; // 0644

export const volumeDefaults = remembered((given: Volume): Volume => {
  if (!hasSource(given)) return { ...given, emptyDir: {} };
  let volume = partOf(given, 'secret', (source) => fill(source, { defaultMode: fileMode }));
  volume = partOf(volume, 'configMap', (source) => fill(source, { defaultMode: fileMode }));
  volume = partOf(volume, 'downwardAPI', (source) =>
    fill(eachOf(source, 'items', fileDefaults), { defaultMode: fileMode }),
  );
  volume = partOf(volume, 'projected', (source) =>
    fill(eachOf(source, 'sources', projectionDefaults), { defaultMode: fileMode }),
  );
  volume = partOf(volume, 'hostPath', (source) => fill(source, { type: '' }));
  volume = partOf(volume, 'emptyDir', (source) =>
    partOf(source, 'sizeLimit', (limit) => canonicalQuantity(String(limit))),
  );
  volume = partOf(volume, 'image', (source) => fill(source, { pullPolicy: pullPolicyFor(source.reference ?? '') }));
  volume = partOf(volume, 'ephemeral', (source) =>
    partOf(source, 'volumeClaimTemplate', (template) =>
      fill(
        partOf(template, 'spec', (spec) =>
          fill(
            partOf(spec, 'resources', (resources) =>
              partOf(partOf(resources, 'limits', canonicalQuantities), 'requests', canonicalQuantities),
            ),
            { volumeMode: 'Filesystem' },
          ),
        ),
        { metadata: {} },
      ),
    ),
  );
  volume = partOf(volume, 'iscsi', (source) => fill(source, { iscsiInterface: 'default' }));
  volume = partOf(volume, 'rbd', (source) =>
    fill(source, { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' }),
  );
  volume = partOf(volume, 'azureDisk', (source) =>
    fill(source, { cachingMode: 'ReadWrite', fsType: 'ext4', readOnly: false, kind: 'Shared' }),
  );
  return partOf(volume, 'scaleIO', (source) => fill(source, { storageMode: 'ThinProvisioned', fsType: 'xfs' }));
});

function hasSource(volume: Volume): boolean {
  for (const key in volume) if (key !== 'name' && volume[key as keyof Volume]) return true;
  return false;
}

function projectionDefaults(given: VolumeProjection): VolumeProjection {
  const projection = partOf(given, 'serviceAccountToken', (token) => fill(token, { expirationSeconds: 3600 }));
  return partOf(projection, 'downwardAPI', (source) => eachOf(source, 'items', fileDefaults));
}

function fileDefaults(file: DownwardAPIVolumeFile): DownwardAPIVolumeFile {
  return partOf(partOf(file, 'fieldRef', fieldRefDefaults), 'resourceFieldRef', resourceFieldDefaults);
}

export function fieldRefDefaults(selector: ObjectFieldSelector): ObjectFieldSelector {
  return fill(selector.apiVersion === '' ? { ...selector, apiVersion: 'v1' } : selector, { apiVersion: 'v1' });
}

export function resourceFieldDefaults(selector: ResourceFieldSelector): ResourceFieldSelector {
  return fill(
    partOf(selector, 'divisor', (divisor) => canonicalQuantity(String(divisor))),
    { divisor: '0' },
  );
}
