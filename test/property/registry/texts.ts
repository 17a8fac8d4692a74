import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encodeText, escapeForeign, foreignCharacter, percentEncode } from '../../../src/protocol/charset.js';
import { unescapeForm } from '../../../src/protocol/form-fields.js';
import { autoSubmitForm, escapeHtml } from '../../../src/protocol/html-form.js';
import { encodeContent } from '../../../src/protocol/json-content.js';
import { frameForm } from '../../../src/protocol/multipart-form.js';
import { readMultipart } from '../../../src/testing/multipart.js';
import { anyJson, anyText } from '../../support/json-texts.js';
import type { Property } from '../define.js';
import { define } from '../define.js';

const CJK = fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((code) => String.fromCharCode(code));
const anyChinese = fc
  .array(fc.oneof(CJK, fc.constantFrom('a', '\\', '"', '|', '€', '🧧', '㐀', 'é', '\u00a0')), { maxLength: 12 })
  .map((all) => all.join(''));
const HTML = [...`<>&"'/= a;#39`, '&amp;', '&lt;', '&#39;', '</form>', '<script>', '中'];
const anyHtml = fc.array(fc.constantFrom(...HTML), { maxLength: 10 }).map((all) => all.join(''));
const UNESCAPED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
/** As a browser reads the five escapes. */
const readHtml = (text: string) =>
  text.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_all, name: string) => UNESCAPED[name] ?? '');
const anyField = fc.record({ field: fc.oneof(anyText, anyHtml), text: fc.oneof(anyText, anyHtml) });

/** Charsets, forms and pages. */
export const TEXTS: readonly Property[] = [
  define({
    name: 'charset-round-trip',
    subject: 'texts',
    says: 'GBK is read as it was written, and what it lacks is told of before',
    any: fc.oneof(anyChinese, anyText),
    unit: { encodeText, foreignCharacter },
    holds: (unit, text) => {
      const decoded = new TextDecoder('gbk').decode(unit.encodeText(text, 'GBK'));
      const foreign = unit.foreignCharacter(text, 'GBK');
      if (foreign === undefined) assert.equal(decoded, text);
      else assert.ok(text.includes(foreign) && decoded !== text);
      assert.equal(unit.foreignCharacter(text, 'utf-8'), undefined);
      assert.equal(unit.encodeText(text, 'utf-8').toString('utf8'), text);
    },
    mutants: {
      'tells of nothing': { encodeText, foreignCharacter: () => undefined },
      'writes UTF-8': { encodeText: (text) => Buffer.from(text), foreignCharacter },
    },
  }),
  define({
    name: 'charset-json',
    subject: 'texts',
    says: 'JSON whose foreign characters are escaped says the same, and can be written in GBK',
    any: fc.record({ key: anyChinese, value: fc.oneof(anyChinese, anyJson) }),
    unit: escapeForeign,
    holds: (unit, { key, value }) => {
      const json = JSON.stringify({ [key]: value });
      const escaped = unit(json, 'GBK');
      assert.deepEqual(JSON.parse(escaped), JSON.parse(json));
      assert.equal(foreignCharacter(escaped, 'GBK'), undefined);
    },
    mutants: {
      'escapes half of a pair': (json) =>
        json
          .replaceAll(/[^\0-\x7f]/g, (one) =>
            foreignCharacter(one, 'GBK') === undefined ? one : `\\u${one.charCodeAt(0).toString(16)}`,
          )
          .replaceAll('\\ue9', 'e'),
      'drops them': (json) => [...json].filter((one) => foreignCharacter(one, 'GBK') === undefined).join(''),
    },
  }),
  define({
    name: 'percent-encoding',
    subject: 'texts',
    says: 'a text in a form is read back from its bytes, in letters that every proxy lets through',
    any: fc.record({ text: fc.oneof(anyChinese, anyText), charset: fc.constantFrom('utf-8' as const, 'GBK' as const) }),
    unit: percentEncode,
    holds: (unit, { text, charset }) => {
      assert.match(unit(text, charset), /^[\w.~!*'()%-]*$/);
      assert.deepEqual(unescapeForm(unit(text, charset)), encodeText(text, charset));
    },
    mutants: {
      'writes UTF-8 whatever is asked for': (text) => encodeURIComponent(text),
      'leaves plus signs': (text, charset) => percentEncode(text, charset).replaceAll('%2B', '+'),
    },
  }),
  define({
    name: 'html-escapes',
    subject: 'texts',
    says: 'a text in HTML is read back by a browser, and can end neither an attribute nor begin an element',
    any: fc.oneof(anyHtml, anyText),
    unit: escapeHtml,
    holds: (unit, text) => {
      const escaped = unit(text);
      assert.doesNotMatch(escaped, /[<>"']/);
      assert.equal(readHtml(escaped), text);
    },
    mutants: {
      'forgets apostrophes': (text) => escapeHtml(text).replaceAll('&#39;', "'"),
      'leaves what looks escaped': (text) =>
        text
          .replaceAll(/&(?!(?:amp|lt|gt|quot|#39);)/g, '&amp;')
          .replaceAll('<', '&lt;')
          .replaceAll('>', '&gt;')
          .replaceAll('"', '&quot;')
          .replaceAll("'", '&#39;'),
    },
  }),
  define({
    name: 'html-form',
    subject: 'texts',
    says: 'a form has one input for each field, with its name and text, and nothing else that anybody put in',
    any: fc.record({ action: anyHtml, fields: fc.array(anyField, { maxLength: 4 }) }),
    unit: autoSubmitForm,
    holds: (unit, { action, fields }) => {
      const html = unit(
        action,
        fields.map(({ field, text }) => [field, text] as const),
        'utf-8',
      );
      const inputs = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
      assert.deepEqual(
        inputs.map(([, name = '', value = '']) => [readHtml(name), readHtml(value)]),
        fields.map(({ field, text }) => [field, text]),
      );
      assert.equal(readHtml(/ action="([^"]*)"/.exec(html)?.[1] ?? ''), action);
      assert.deepEqual(
        html.match(/<\/?[a-z]+/g)?.filter((tag) => tag !== '<input'),
        ['<form', '<noscript', '<button', '</button', '</noscript', '</form', '<script', '</script'],
      );
    },
    mutants: {
      'escapes no names': (action, fields, charset) =>
        fields.reduce(
          (html, [name]) => html.replace(escapeHtml(name), () => name),
          autoSubmitForm(action, fields, charset),
        ),
    },
  }),
  define({
    name: 'multipart',
    subject: 'texts',
    says: 'a form with files has the parts that were put in and no others, and is as long as it says',
    any: fc.record({
      texts: fc.array(
        anyField.map(({ field, text }) => ({ field, text })),
        { maxLength: 3 },
      ),
      names: fc.array(fc.string({ unit: fc.constantFrom(...'a."\r\n;=中 -'), maxLength: 12 }), {
        minLength: 1,
        maxLength: 2,
      }),
    }),
    unit: frameForm,
    holds: (unit, { texts, names }) => {
      const boundary = 'b0undary-of-thirty-two-letters-xx';
      const files = names.map((filename, nth) => ({ field: `f${nth}`, filename: `${filename}.jpg`, size: 3 }));
      const frame = unit(texts, files, boundary);
      const body = Buffer.concat([...frame.heads.flatMap((head) => [head, Buffer.from('abc')]), frame.tail]);
      assert.equal(body.length, frame.length);
      const read = readMultipart(body, frame.contentType, 'utf-8');
      const escaped = (text: string) => text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
      // The test gateway's reader passes over parts whose head ends within the name; there is none such.
      assert.deepEqual(
        read.texts,
        texts
          .map(({ field, text }) => [escaped(field), text.replaceAll('\ufeff', '')])
          .map(([a, b], nth) => [a, texts[nth]?.text.startsWith('\ufeff') ? b : texts[nth]?.text]),
      );
      assert.deepEqual(
        read.files,
        files.map(({ field, filename }) => ({ field, fileName: escaped(filename), size: 3 })),
      );
    },
    mutants: {
      'leaves quotes in names': (texts, files, boundary) => {
        const frame = frameForm(texts, files, boundary);
        return {
          ...frame,
          heads: frame.heads.map((head) =>
            Buffer.from(head.toString().replaceAll('%22', '"').replaceAll('%0D%0A', '\r\n')),
          ),
        };
      },
    },
  }),
  define({
    name: 'content-or-complaint',
    subject: 'texts',
    says: 'a content is written so that it reads the same, or refused by an error that names it',
    any: fc.anything({
      withBigInt: true,
      withMap: true,
      withSet: true,
      withDate: true,
      withNullPrototype: true,
      withTypedArray: false,
    }),
    unit: encodeContent,
    holds: (unit, value) => {
      try {
        const text = unit(value, 'biz_content');
        if (text !== '') assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error;
        assert.ok(error instanceof TypeError && error.message.startsWith('"biz_content'), String(error));
        return;
      }
      assert.ok(!holdsLossy(value), 'something was lost in silence');
    },
    mutants: { 'leaves it to JSON': (value) => JSON.stringify(value) ?? '' },
  }),
];

/** Whether something in a value is lost in JSON: a Map, a Set, NaN, or `undefined` in an array. */
function holdsLossy(value: unknown): boolean {
  if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))) return true;
  if (value instanceof Map || value instanceof Set) return true;
  if (Array.isArray(value)) return value.some((one) => one === undefined || holdsLossy(one));
  if (typeof value !== 'object' || value === null) return false;
  return typeof (value as { readonly toJSON?: unknown }).toJSON !== 'function' && Object.values(value).some(holdsLossy);
}
