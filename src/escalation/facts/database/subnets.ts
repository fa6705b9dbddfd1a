import { plainHost } from '../../../analysis/hosts.ts';

/**
 * True for a private address in one of these networks: `172.28.0.5` in `172.28.0.0/16`. A compose file that claims an address of
 * the internet is not believed.
 */
export function isInSubnet(host: string, subnets: readonly string[]): boolean {
  const address = numberOf(host);
  if (address === undefined || !isPrivate(address)) return false;
  return subnets.some((subnet) => {
    const [base = '', bits = '32'] = subnet.split('/');
    const [start, length] = [numberOf(base), Number(bits)];
    if (start === undefined || !(length >= 8 && length <= 32)) return false;
    const size = 2 ** (32 - length);
    return Math.floor(address / size) === Math.floor(start / size);
  });
}

function numberOf(address: string): number | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(plainHost(address))?.slice(1).map(Number);
  return parts?.reduce((sum, part) => sum * 256 + part, 0);
}

/** 10/8, 172.16/12 and 192.168/16. */
function isPrivate(address: number): boolean {
  const [first, second] = [Math.floor(address / 2 ** 24), Math.floor(address / 2 ** 16) % 256];
  return first === 10 || (first === 172 && second >= 16 && second < 32) || (first === 192 && second === 168);
}
