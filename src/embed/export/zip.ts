// Zip files, as far as a course package needs them: files with names and texts, made small. The format's only odd part is that sizes stand
// both before each file and in the list at the end. Works in Node and in a browser, for both have the same stream that makes things small.

export interface ZipFile {
  readonly name: string;
  readonly text: string;
}

/** 1 January 1980, the earliest day that a zip knows: the same files always make the same zip. */
const day = 0x21;
const version = 20;
const utf8 = 0x800;
const deflated = 8;

export async function zipOf(files: readonly ZipFile[]): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const list: Uint8Array[] = [];
  let at = 0;
  for (const { name, text } of files) {
    const content = new TextEncoder().encode(text);
    const small = await deflate(content);
    const title = new TextEncoder().encode(name);
    const common = [
      ...[two(version), two(utf8), two(deflated), two(0), two(day)],
      ...[four(crc(content)), four(small.length), four(content.length), two(title.length), two(0)],
    ];
    const head = joined([four(0x04034b50), ...common, title]);
    list.push(joined([four(0x02014b50), two(version), ...common, two(0), two(0), two(0), four(0), four(at), title]));
    parts.push(head, small);
    at += head.length + small.length;
  }
  const index = joined(list);
  const count = two(files.length);
  const end = joined([four(0x06054b50), two(0), two(0), count, count, four(index.length), four(at), two(0)]);
  return joined([...parts, index, end]);
}

async function deflate(content: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([content as BlobPart]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

function crc(content: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of content) value = table[(value ^ byte) & 0xff] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

const two = (value: number): Uint8Array => Uint8Array.of(value & 0xff, (value >>> 8) & 0xff);
const four = (value: number): Uint8Array => joined([two(value & 0xffff), two(value >>> 16)]);

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
