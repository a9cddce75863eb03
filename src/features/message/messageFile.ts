import { open } from 'node:fs/promises';
import * as vscode from 'vscode';
import { decodeSourceBlock, sourceBlockBytes } from '../../core/inbox/sourceBlock.ts';
import type { SourceBlock } from '../../protocol/message.ts';
import type { MessageSource } from '../../protocol/renderer.ts';

/** A message wherever VS Code has it: on disk, in another message, in a repository, on another machine. */
export class MessageFile {
  readonly #uri: vscode.Uri;
  #bytes: Promise<Uint8Array> | undefined;

  constructor(uri: vscode.Uri) {
    this.#uri = uri;
  }

  /** For the render process, which reads files on disk itself. Rejects when the file cannot be read. */
  async source(): Promise<MessageSource> {
    return this.#uri.scheme === 'file' ? { file: this.#uri.fsPath } : { bytes: await this.#read() };
  }

  /** Lines of the source from a place on. Of a file on disk, no more than these is read. Rejects when the file cannot be read. */
  async block(start: number): Promise<SourceBlock> {
    const { bytes, isEnd } =
      this.#uri.scheme === 'file' ? await this.#readFromDisk(start) : await this.#readRange(start);
    const { text, length } = decodeSourceBlock(bytes, isEnd);
    return { start, end: start + length, text, isLast: isEnd };
  }

  async #readFromDisk(start: number): Promise<Range> {
    const file = await open(this.#uri.fsPath, 'r');
    try {
      // One byte more tells whether it is the end.
      const { buffer, bytesRead } = await file.read(Buffer.alloc(sourceBlockBytes + 1), 0, sourceBlockBytes + 1, start);
      return { bytes: buffer.subarray(0, Math.min(bytesRead, sourceBlockBytes)), isEnd: bytesRead <= sourceBlockBytes };
    } finally {
      await file.close();
    }
  }

  async #readRange(start: number): Promise<Range> {
    const bytes = await this.#read();
    const end = start + sourceBlockBytes;
    return { bytes: bytes.subarray(start, end), isEnd: end >= bytes.length };
  }

  async #read(): Promise<Uint8Array> {
    this.#bytes ??= Promise.resolve(vscode.workspace.fs.readFile(this.#uri));
    try {
      return await this.#bytes;
    } catch (error) {
      // It may be there the next time.
      this.#bytes = undefined;
      throw error;
    }
  }
}

interface Range {
  readonly bytes: Uint8Array;
  readonly isEnd: boolean;
}
