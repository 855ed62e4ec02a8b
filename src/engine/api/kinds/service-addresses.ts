// The cluster addresses of a Service: two fields that say the same, one address for each family, or `None`. They are checked
// before an address is allocated and once more with everything else.
// Source: `pkg/apis/core/validation/validation.go` ValidateServiceClusterIPsRelatedFields, apimachinery `util/validation/ip.go`.
import { duplicate, type FieldError, invalid, notSupported, required } from '../field-error.ts';
import type { ServiceSpec } from '../types.ts';
import { isIp, isIpv4, isIpv6 } from '../validation.ts';

const notAnIp = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
const policies = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];

export function clusterIpErrors({ clusterIP = '', clusterIPs = [], ...spec }: ServiceSpec): FieldError[] {
  const { type, ipFamilies = [], ipFamilyPolicy } = spec;
  if (type === 'ExternalName') return [];
  const errors: FieldError[] = [];
  if (clusterIPs.length === 0) {
    if (clusterIP !== '') errors.push(required('spec.clusterIPs', 'must be set when `clusterIP` is specified'));
  } else if (clusterIP !== clusterIPs[0]) {
    errors.push(invalid('spec.clusterIPs', clusterIPs, 'first value must match `clusterIP`'));
  }
  for (const [index, family] of ipFamilies.entries()) {
    const at = `spec.ipFamilies[${index}]`;
    if (family !== 'IPv4' && family !== 'IPv6') errors.push(notSupported(at, family, ['IPv4', 'IPv6']));
    if (ipFamilies.indexOf(family) < index) errors.push(duplicate(at, family));
  }
  if (ipFamilyPolicy && !policies.includes(ipFamilyPolicy)) {
    errors.push(notSupported('spec.ipFamilyPolicy', ipFamilyPolicy, policies));
  }
  for (const [index, address] of clusterIPs.entries()) {
    const at = `spec.clusterIPs[${index}]`;
    if (index === 0 && address === 'None') {
      if (clusterIPs.length > 1) {
        errors.push(invalid('spec.clusterIPs', clusterIPs, "'None' must be the first and only value"));
      }
      continue;
    }
    if (!isIp(address)) errors.push(invalid(at, address, notAnIp));
    if (clusterIPs.indexOf(address) < index) errors.push(duplicate(at, address));
  }
  if (clusterIPs.length > 2) errors.push(invalid('spec.clusterIPs', clusterIPs, 'may only hold up to 2 values'));
  return errors;
}

/** Addresses that mean this machine or this link cannot be where others send to. Source: ValidateNonSpecialIP. */
export function plainAddress(address: string, field: string): FieldError[] {
  if (!isIp(address)) return [invalid(field, address, notAnIp)];
  const special = (detail: string): FieldError => invalid(field, address, detail);
  const errors: FieldError[] = [];
  if (address === '0.0.0.0' || address === '::') errors.push(special(`may not be unspecified (${address})`));
  if (address.startsWith('127.') || address === '::1') {
    errors.push(special('may not be in the loopback range (127.0.0.0/8, ::1/128)'));
  }
  if (address.startsWith('169.254.') || /^fe[89ab]/i.test(address)) {
    errors.push(special('may not be in the link-local range (169.254.0.0/16, fe80::/10)'));
  }
  if (address.startsWith('224.0.0.') || /^ff.2/i.test(address)) {
    errors.push(special('may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'));
  }
  return errors;
}

export function cidrErrors(text: string, field: string): FieldError[] {
  const [ip = '', bits = ''] = text.trim().split('/');
  const number = /^(0|[1-9]\d*)$/.test(bits) ? Number(bits) : Number.NaN;
  if ((isIpv4(ip) && number <= 32) || (isIpv6(ip) && number <= 128)) return [];
  return [invalid(field, text, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)')];
}
