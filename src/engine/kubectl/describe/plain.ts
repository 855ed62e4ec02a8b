// The short descriptions: namespaces, configuration, accounts, and any other kind by its fields.
// Source: kubectl `pkg/describe/describe.go`.

import { base64Bytes } from '../../api/kinds/base64.ts';
import type { KubeObject } from '../../api/object.ts';
import type { ConfigMap, Namespace, Secret, ServiceAccount } from '../../api/types.ts';
import type { Describer } from './describer.ts';
import { annotations, longTime, multiline } from './parts.ts';

function head({ metadata }: KubeObject, withNamespace = true): string {
  const where = withNamespace ? `Namespace:\t${metadata.namespace ?? ''}\n` : '';
  const words = multiline('Labels', metadata.labels) + annotations('Annotations', metadata.annotations);
  return `Name:\t${metadata.name}\n${where}${words}`;
}

export const namespace: Describer = {
  withoutEvents: true,
  text(object) {
    const { status } = object as unknown as Namespace;
    let text = `${head(object, false)}Status:\t${status?.phase ?? ''}\n`;
    if (status?.conditions?.length) {
      const rows = status.conditions.map(
        ({ type, status: value, lastTransitionTime, reason, message }) =>
          `  ${type} \t${value} \t${longTime(lastTransitionTime)} \t${reason} \t${message}\n`,
      );
      text += `Conditions:\n  Type\tStatus\tLastTransitionTime\tReason\tMessage\n  ----\t------\t------------------\t------\t-------\n${rows.join('')}`;
    }
    return `${text}\nNo resource quota.\n\nNo LimitRange resource.\n`;
  },
};

export const configMap: Describer = {
  text(object) {
    const { data = {}, binaryData = {} } = object as unknown as ConfigMap;
    const keys = Object.keys(data ?? {}).sort();
    const entries = keys.map((key) => `${key}:\n----\n${data?.[key]}\n\n`);
    const binary = Object.keys(binaryData ?? {})
      .sort()
      .map((key) => `${key}: ${base64Bytes(binaryData?.[key] ?? '')} bytes\n`);
    return `${head(object)}\nData\n====\n${entries.join('')}\nBinaryData\n====\n${binary.join('')}\n`;
  },
};

export const secret: Describer = {
  withoutEvents: true,
  text(object) {
    const { type, data } = object as unknown as Secret;
    const entries = Object.keys(data ?? {})
      .sort()
      .map((key) => `${key}:\t${base64Bytes(data?.[key] ?? '')} bytes\n`);
    return `${head(object)}\nType:\t${type}\n\nData\n====\n${entries.join('')}`;
  },
};

export const serviceAccount: Describer = {
  text(object) {
    const { imagePullSecrets, secrets } = object as unknown as ServiceAccount;
    const names = (list: readonly { name?: string }[] | undefined): string =>
      list?.length ? list.map(({ name }) => name).join('\n\t') : '<none>';
    return `${head(object)}Image pull secrets:\t${names(imagePullSecrets)}\nMountable secrets:\t${names(secrets)}\nTokens:\t<none>\n`;
  },
};

/** Every field by its name in words, for kinds that have no description of their own. */
export const generic: Describer = {
  text(object) {
    const { apiVersion, kind, metadata, ...rest } = object;
    const { name: _, namespace: _2, labels: _3, annotations: _4, managedFields: _5, ...more } = metadata;
    return `${head(object)}API Version:\t${apiVersion}\nKind:\t${kind}\n${fields({ metadata: more, ...rest }, 0)}`;
  },
};

function fields(record: object, level: number): string {
  const indent = '  '.repeat(level);
  let text = '';
  for (const [name, value] of Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const label = `${indent}${inWords(name)}:`;
    if (Array.isArray(value)) {
      text += `${label}\n`;
      for (const item of value) {
        text += typeof item === 'object' && item !== null ? fields(item, level + 1) : `${indent}  ${item}\n`;
      }
    } else if (typeof value === 'object' && value !== null) text += `${label}\n${fields(value, level + 1)}`;
    else text += `${label}\t${value === null ? '<nil>' : value}\n`;
  }
  return text;
}

/** `holderIdentity` → `Holder Identity`, `uid` → `UID`. */
function inWords(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').split(' ');
  return words
    .map((word) => (/^(api|uid|url|ip)$/i.test(word) ? word.toUpperCase() : word[0].toUpperCase() + word.slice(1)))
    .join(' ');
}
