import { parse } from 'csv-parse/sync';
import { UsageError } from '../../model/errors.ts';

/** A quoted field that goes on for longer than that has lost its end. */
const longestRecord = 1_000_000;

/** The first that stands outside quotes in the first record. */
const delimiterOf = (record: string): string => /[,;\t]/.exec(record.replaceAll(/"[^"]*"/g, ''))?.[0] ?? ',';

const quotesIn = (text: string): number => text.split('"').length - 1;

/**
 * Puts the records of a CSV together from its lines: a field in quotes may hold separators and line ends (RFC 4180).
 * Commas, semicolons or tabs separate fields, whichever comes first. Blank lines and lines that begin
 * with # are no records.
 *
 * @param name - names the file in errors
 */
export class CsvRecords {
  readonly #name: string;
  #delimiter: string | null = null;
  #held = '';
  #heldFrom = 0;
  #heldQuotes = 0;

  constructor(name: string) {
    this.#name = name;
  }

  /** The fields of the record that this line ends; null where it ends none.
   * @param number - of the line, from 1
   * @throws UsageError where the quotes are wrong */
  push(line: string, number: number): string[] | null {
    if (this.#held === '') {
      if (line.startsWith('#')) return null;
      // Nearly every line.
      if (!line.includes('"')) {
        if (line.trim() === '') return null;
        this.#delimiter ??= delimiterOf(line);
        return line.split(this.#delimiter).map((field) => field.trim());
      }
      this.#heldFrom = number;
      this.#heldQuotes = 0;
      this.#held = line;
    } else this.#held += `\n${line}`;
    this.#heldQuotes += quotesIn(line);
    // Doubled quotes come in pairs, so an odd number means that a field is open.
    if (this.#heldQuotes % 2 === 0) return this.#taken();
    if (this.#held.length > longestRecord) throw this.#unended();
    return null;
  }

  /** @throws UsageError where a quoted field never ended */
  end(): void {
    if (this.#held !== '') throw this.#unended();
  }

  #taken(): string[] {
    const record = this.#held;
    this.#held = '';
    this.#delimiter ??= delimiterOf(record);
    try {
      const [fields = []]: string[][] = parse(record, {
        delimiter: this.#delimiter,
        trim: true,
        relax_quotes: true,
        relax_column_count: true,
      });
      return fields;
    } catch (thrown) {
      throw new UsageError(
        `${this.#name}, line ${this.#heldFrom}: it is no record of a CSV (${thrown instanceof Error ? thrown.message.slice(0, 200) : 'unreadable'})`,
        'A field that holds a separator or a quote stands in quotes.',
      );
    }
  }

  #unended(): UsageError {
    return new UsageError(
      `${this.#name}, line ${this.#heldFrom}: a quoted field has no end`,
      'Double the quotes inside a field, and end it with one.',
    );
  }
}
