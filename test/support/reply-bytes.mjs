// @ts-check
import axios from 'axios';

/**
 * An adapter that sends over HTTP and keeps the bytes of the last reply with its signature, to be played again.
 *
 * @returns {{ adapter: import('axios').AxiosAdapter, last: () => Uint8Array }}
 */
export function keepReplyBytes() {
  const http = axios.getAdapter('http');
  let bytes = new Uint8Array();
  return {
    adapter: async (config) => {
      const response = await http(config);
      bytes = response.data;
      return response;
    },
    last: () => bytes,
  };
}
