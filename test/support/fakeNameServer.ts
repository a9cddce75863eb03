import dgram from 'node:dgram';

/** What a name server knows, by name; for others it says that they do not exist. */
export interface Zone {
  readonly [name: string]: {
    readonly mx?: readonly (readonly [priority: number, host: string])[];
    readonly srv?: readonly (readonly [priority: number, weight: number, port: number, host: string])[];
    /** It never answers. */
    readonly isSilent?: boolean;
  };
}

export interface FakeNameServer {
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** `TYPE name`, as asked. */
  readonly questions: readonly string[];
  close(): Promise<void>;
}

/** A name server on a free loopback port (RFC 1035, as far as MX and SRV need it). */
export async function startFakeNameServer(zone: Zone): Promise<FakeNameServer> {
  const questions: string[] = [];
  const socket = dgram.createSocket('udp4');
  socket.on('message', (message, from) => {
    const { name, type, end } = readQuestion(message);
    questions.push(`${types.get(type) ?? type} ${name}`);
    const known = zone[name];
    if (known?.isSilent === true) return;
    const records =
      type === 15
        ? (known?.mx ?? []).map(([priority, host]) => Buffer.concat([numbers(priority), encoded(host)]))
        : type === 33
          ? (known?.srv ?? []).map(([priority, weight, port, host]) =>
              Buffer.concat([numbers(priority, weight, port), encoded(host)]),
            )
          : [];
    const answers = records.map((data) =>
      // A pointer to the name of the question, type, class IN, a minute to live, the length.
      Buffer.concat([numbers(0xc0_0c, type, 1, 0, 60, data.length), data]),
    );
    const flags = known === undefined ? 0x81_83 : 0x81_80;
    const head = Buffer.concat([message.subarray(0, 2), numbers(flags, 1, answers.length, 0, 0)]);
    socket.send(Buffer.concat([head, message.subarray(12, end), ...answers]), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    questions,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function readQuestion(message: Buffer): { readonly name: string; readonly type: number; readonly end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 };
}

function encoded(host: string): Buffer {
  const labels = host.split('.').filter((label) => label !== '');
  return Buffer.concat([
    ...labels.map((label) => Buffer.from([label.length, ...Buffer.from(label)])),
    Buffer.from([0]),
  ]);
}

function numbers(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) buffer.writeUInt16BE(value, index * 2);
  return buffer;
}

const types = new Map([
  [15, 'MX'],
  [33, 'SRV'],
]);
