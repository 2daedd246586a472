import { describe, expect, it } from 'vitest';
import { detectDialect } from '#core/dedupe/delimited';
import { planOf } from '#core/dedupe/layout';
import { readRecords } from '#core/dedupe/read-records';
import { recognise } from '#core/dedupe/recognise';

/** The numbers that rows become; equal numbers are equal values. */
const read = (lines: readonly string[]) => {
  const bytes = new TextEncoder().encode(`${lines.join('\n')}\n`);
  const [header = [], ...rows] = lines.map((line) => line.split('|'));
  const columns = recognise(
    header,
    header.map((_, at) => rows.map((row) => row[at] ?? '')),
  );
  const plan = planOf(columns, undefined);
  const { bodyStart: from } = detectDialect(bytes);
  const found = readRecords(bytes, { from, to: bytes.length, delimiter: 124 }, plan, header.length);
  const { layout } = plan;
  return {
    layout,
    of: (row: number, place: number) => found.rows[row * layout.stride + place] as number,
  };
};

describe('rows', () => {
  it('have a date of birth from its parts, a year alone, or an age', () => {
    const whole = read(['byear|bmonth|bday', '1970|3|30', '1970||', '|3|30']);
    expect([0, 1, 2].map((row) => whole.of(row, whole.layout.birth))).toEqual([
      19700330, 19700000, 0,
    ]);
    const aged = read(['name|age', 'Ada King|55', 'Jo King|999', 'Al King|']);
    expect([0, 1, 2].map((row) => aged.of(row, aged.layout.birth))).toEqual([19700000, 0, 0]);
  });

  it('have each of several addresses and numbers of a cell', () => {
    const { layout, of } = read([
      'emails|phone',
      'ada@example.com; king@example.org|+44 7700 900123; +44 7700 900124',
      'king@example.org|+44 7700 900124',
      'Ada King <ada@example.com>|+44 7700 900123',
    ]);
    const mail = layout.emails.map(({ address }) => address);
    const phone = layout.phones.map(({ number }) => number);
    expect([mail.length, phone.length]).toEqual([2, 2]);
    expect([of(0, mail[1] ?? 0), of(0, phone[1] ?? 0)]).toEqual([
      of(1, mail[0] ?? 0),
      of(1, phone[0] ?? 0),
    ]);
    expect(of(1, mail[1] ?? 0)).toBe(0);
    expect(of(2, phone[0] ?? 0)).toBe(of(0, phone[0] ?? 0));
  });

  it('have postcode and town of one column beside the street', () => {
    const { layout, of } = read([
      'Strasse|PLZ / Ort',
      'Seeweg 4|8001 Zürich',
      'Bergweg 7|3011 Bern',
      'Seeweg 9|8001 Zürich',
    ]);
    const [address] = layout.addresses;
    const all = (row: number) =>
      [address?.street, address?.house, address?.postcode, address?.city].map((at) =>
        of(row, at ?? 0),
      );
    expect(all(0).every((value) => value > 0)).toBe(true);
    expect([0, 2, 3].map((at) => all(0)[at] === all(2)[at])).toEqual([true, true, true]);
    expect(all(0)[1]).not.toBe(all(2)[1]);
  });

  it('read whole names with the family name first as those behind a comma', () => {
    const { layout, of } = read([
      'ФИО',
      'Новикова Галина Игоревна',
      'Козлова Галина Ивановна',
      'Козлова, Галина',
    ]);
    expect(of(0, layout.given)).toBe(of(1, layout.given));
    expect([of(1, layout.family), of(1, layout.given)]).toEqual([
      of(2, layout.family),
      of(2, layout.given),
    ]);
  });
});
