/** The fields of one record, in place. */
import { type Field } from './event-format.ts';
import { textOf } from './cursor.ts';

/** Longest text of a record that is kept: a page is the most that one can hold. */
const TEXT_MAX = 4096;

export class RecordView {
  view: DataView = new DataView(new ArrayBuffer(0));
  at = 0;
  length = 0;
  readonly little: boolean;
  /** Bytes of a long of the kernel. */
  readonly longSize: number;

  constructor(little: boolean, longSize: number) {
    this.little = little;
    this.longSize = longSize;
  }

  /** A number of up to 32 bits; 0 where the record is too short. */
  small(field: Field): number {
    const at = this.at + field.offset;
    if (field.offset + field.size > this.length) return 0;
    switch (field.size) {
      case 1:
        return field.signed ? this.view.getInt8(at) : this.view.getUint8(at);
      case 2:
        return field.signed
          ? this.view.getInt16(at, this.little)
          : this.view.getUint16(at, this.little);
      case 4:
        return field.signed
          ? this.view.getInt32(at, this.little)
          : this.view.getUint32(at, this.little);
      default:
        return Number(this.big(field));
    }
  }

  /** A number of any size. */
  big(field: Field): bigint {
    return this.number(field.offset, field.size, field.signed);
  }

  /** An element of an array; 0 past its end. */
  element(field: Field, index: number): bigint {
    const bytes = this.bytes(field);
    const at = index * field.element;
    if (index < 0 || at + field.element > bytes.length) return 0n;
    return this.number(bytes.byteOffset - this.#origin() + at, field.element, field.signed);
  }

  number(offset: number, size: number, signed: boolean): bigint {
    if (offset < 0 || offset + size > this.length) return 0n;
    const at = this.at + offset;
    switch (size) {
      case 1:
        return BigInt(signed ? this.view.getInt8(at) : this.view.getUint8(at));
      case 2:
        return BigInt(
          signed ? this.view.getInt16(at, this.little) : this.view.getUint16(at, this.little),
        );
      case 4:
        return BigInt(
          signed ? this.view.getInt32(at, this.little) : this.view.getUint32(at, this.little),
        );
      case 8:
        return signed
          ? this.view.getBigInt64(at, this.little)
          : this.view.getBigUint64(at, this.little);
      default:
        return 0n;
    }
  }

  /** The lower and the upper half of an address, which a long holds. */
  low(field: Field): number {
    const at = field.size === 8 && !this.little ? field.offset + 4 : field.offset;
    return at + 4 > this.length ? 0 : this.view.getUint32(this.at + at, this.little);
  }

  high(field: Field): number {
    if (field.size !== 8 || field.offset + 8 > this.length) return 0;
    const at = this.little ? field.offset + 4 : field.offset;
    return this.view.getUint32(this.at + at, this.little);
  }

  /** The bytes of a field, wherever they are; cut at the record's end. */
  bytes(field: Field): Uint8Array {
    let from = field.offset;
    let length = field.size === 0 ? this.length - from : field.size;
    if (field.kind === 'located') {
      const word = Number(this.number(field.offset, 4, false));
      from = word % 0x10000;
      length = Math.floor(word / 0x10000);
      if (field.relative) from += field.offset + field.size;
    }
    const end = Math.min(from + length, this.length);
    return from >= end
      ? new Uint8Array(0)
      : new Uint8Array(this.view.buffer, this.view.byteOffset + this.at + from, end - from);
  }

  /** A text, up to its NUL. */
  text(field: Field): string {
    const bytes = this.bytes(field);
    const end = bytes.subarray(0, TEXT_MAX).indexOf(0);
    return textOf(bytes.subarray(0, end < 0 ? Math.min(bytes.length, TEXT_MAX) : end));
  }

  /** Is this the text of a field that lies elsewhere in the record? False, too, for a text that is not plain ASCII. */
  holds(field: Field, text: string): boolean {
    const word =
      field.offset + 4 > this.length ? 0 : this.view.getUint32(this.at + field.offset, this.little);
    const from = (word & 0xffff) + (field.relative ? field.offset + field.size : 0);
    const end = from + text.length;
    if (end >= this.length || word >>> 16 !== text.length + 1) return false;
    const at = this.at + from;
    for (let i = 0; i < text.length; i++) {
      if (this.view.getUint8(at + i) !== text.charCodeAt(i)) return false;
    }
    return this.view.getUint8(this.at + end) === 0;
  }

  #origin(): number {
    return this.view.byteOffset + this.at;
  }
}
