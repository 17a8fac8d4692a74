import type { AlipayError, Text } from '../../index.js';

/** What a diagnosis found out about a refusal. */
export interface Diagnosed {
  readonly cause: string;
  readonly text: Text;
}

/** The findings that an error carries, where a diagnosis has put any on it; those of any other form are passed over. */
export function foundBy(error: AlipayError): readonly Diagnosed[] {
  const findings: unknown = 'findings' in error ? error.findings : undefined;
  return Array.isArray(findings) ? findings.filter(isDiagnosed) : [];
}

function isDiagnosed(value: unknown): value is Diagnosed {
  if (typeof value !== 'object' || value === null || !('cause' in value) || !('text' in value)) return false;
  const { cause, text } = value;
  return typeof cause === 'string' && typeof text === 'object' && text !== null && 'en' in text && 'zh' in text;
}
