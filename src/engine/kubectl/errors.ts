// What kubectl says when something went wrong, letter for letter: most of it is the server's own sentence with a prefix that
// tells who speaks, the rest is about the connection.
// Source: kubectl `pkg/cmd/util/helpers.go` (checkErr, StandardErrorMessage, AddSourceToErr).

import { isStatus } from '../api/status.ts';
import type { Status } from '../api/types.ts';
import type { Reply } from '../client/requests.ts';

/** An answer that is no success, and what it answers. */
interface Refused {
  readonly response: Reply['response'];
  readonly failure: string;
  readonly request: Pick<Reply['request'], 'verb' | 'resource' | 'group' | 'name'>;
}

/** The lines for a reply that is no success. `wrap` puts the server's sentence into a longer one. */
export function replyError(reply: Refused, server: string, wrap?: (message: string) => string): string {
  if (!reply.response) return connectionError(reply.failure, server);
  const { body } = reply.response;
  if (isStatus(body)) return statusError(body, wrap);
  if (typeof body === 'string' && reply.response.code === 504) {
    const text =
      'the server was unable to return a response in the time allotted, but may still be processing the request';
    return `Error from server (Timeout): ${text}${whatWasAsked(reply)}`;
  }
  if (typeof body === 'string' && reply.response.code === 500) {
    const text = `an error on the server (${JSON.stringify(body.trim())}) has prevented the request from succeeding`;
    return `Error from server (InternalError): ${text}${whatWasAsked(reply)}`;
  }
  return `Error from server: ${typeof body === 'string' ? body : `unknown (${reply.response.code})`}`;
}

/** With what client-go ends its own sentence about an answer that carries no Status; nothing where a path was asked for. */
function whatWasAsked({ request }: Refused): string {
  const { verb, resource, group, name } = request;
  if (resource === '') return '';
  const what = [`${verb === 'list' ? 'get' : verb} ${resource}${group ? `.${group}` : ''}`, ...(name ? [name] : [])];
  return ` (${what.join(' ')})`;
}

export function statusError(status: Status, wrap: (message: string) => string = (message) => message): string {
  const { reason, message = '' } = status;
  if (reason === 'Invalid') return invalidError(status, wrap);
  if (reason === 'Unauthorized') return `error: You must be logged in to the server (${wrap(message)})`;
  return `Error from server${reason ? ` (${reason})` : ''}: ${wrap(message)}`;
}

function invalidError(status: Status, wrap: (message: string) => string): string {
  const { details, message = '' } = status;
  let text = 'The request is invalid';
  if (details?.kind || details?.name)
    text = `The ${details.kind ?? ''} ${JSON.stringify(details.name ?? '')} is invalid`;
  else if (message !== '' && !details?.causes?.length) text += `: ${wrap(message)}`;
  const causes = [...new Set((details?.causes ?? []).map((cause) => `${cause.field ?? ''}: ${cause.message ?? ''}`))];
  if (causes.length === 0) return text;
  if (causes.length === 1) return `${text}: ${causes[0]}`;
  return [`${text}: `, ...causes.map((cause) => `* ${cause}`)].join('\n');
}

/** `failure` in the words of the client: a reset, a refusal, a time-out. */
export function connectionError(failure: string, server: string): string {
  switch (failure) {
    case 'connection refused':
      return `The connection to the server ${server} was refused - did you specify the right host or port?`;
    case 'no route to host':
      return `Unable to connect to the server: dial tcp ${server}: connect: no route to host`;
    case 'request timed out':
      return `Unable to connect to the server: dial tcp ${server}: i/o timeout`;
    case 'connection reset by peer':
      return `Unable to connect to the server: read tcp ${server}: read: connection reset by peer`;
    default:
      return `Unable to connect to the server: ${failure}`;
  }
}

/** `error when creating "web.yaml": …`. */
export function whenDoing(what: string, source: string): (message: string) => string {
  return (message) => (source === '' ? message : `error when ${what} ${JSON.stringify(source)}: ${message}`);
}
