// The tests of one room, named by the environment: Stryker runs them in processes of its own.
import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';
import whole from '../../vitest.config.ts';
import { findRoom, ROOM_VARIABLE } from './rooms.mjs';

const { tests } = findRoom(process.env[ROOM_VARIABLE]);

export default defineConfig(
  mergeConfig(
    { ...whole, test: { ...whole.test, projects: undefined, include: [...tests], env: { TOKEN_SCHEDULES: '100' } } },
    { resolve: { alias: { 'fast-check': fileURLToPath(new URL('./fewer-runs.mjs', import.meta.url)) } } },
  ),
);
