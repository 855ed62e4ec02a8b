// The files that a pod's ConfigMaps and Secrets become in its containers: one a key, in the folder where the volume is mounted.
// They are as they were when the pod's volumes were set up; a real kubelet brings later changes after a minute or so.
// Source: `pkg/volume/{configmap,secret,projected}` MakePayload, `pkg/kubelet/kubelet_pods.go` makeMounts.

import type { Container, KeyToPath, Pod, Volume } from '../api/types.ts';

type Files = Readonly<Record<string, string>>;

/** What the objects hold, by `configmaps/name` and `secrets/name`. */
type Objects = Readonly<Record<string, Files>>;

/** By path; undefined when nothing is mounted that holds files. */
export function mountedFiles(container: Container, pod: Pod, objects: Objects): Files | undefined {
  let files: Record<string, string> | undefined;
  for (const { name, mountPath, subPath } of container.volumeMounts ?? []) {
    const volume = pod.spec.volumes?.find((one) => one.name === name);
    const inside = volume && filesIn(volume, objects);
    if (!inside) continue;
    const folder = mountPath.replace(/\/+$/, '');
    for (const path in inside) {
      if (subPath !== undefined && subPath !== '' && subPath !== path) continue;
      files ??= {};
      files[subPath ? folder : `${folder}/${path}`] = inside[path];
    }
  }
  return files;
}

function filesIn({ configMap, secret, projected }: Volume, objects: Objects): Files | undefined {
  if (configMap) return chosen(objects[`configmaps/${configMap.name}`], configMap.items);
  if (secret) return chosen(objects[`secrets/${secret.secretName}`], secret.items);
  let files: Files | undefined;
  for (const source of projected?.sources ?? []) {
    const { configMap: map, secret: hidden } = source;
    const inside = map
      ? chosen(objects[`configmaps/${map.name}`], map.items)
      : hidden && chosen(objects[`secrets/${hidden.name}`], hidden.items);
    if (inside) files = { ...files, ...inside };
  }
  return files;
}

/** All keys, or those that are asked for, under the paths that are asked for. */
function chosen(data: Files | undefined, items: readonly KeyToPath[] | undefined): Files | undefined {
  if (data === undefined || items === undefined || items.length === 0) return data;
  const files: Record<string, string> = {};
  for (const { key, path } of items) if (data[key] !== undefined) files[path] = data[key];
  return files;
}
