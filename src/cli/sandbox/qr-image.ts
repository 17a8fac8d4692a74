import { renderSVG } from 'uqr';

/** The image of a QR code as SVG, dark on light in every colour scheme, as scanners want it. */
export function qrImage(text: string): string {
  return renderSVG(text, { ecc: 'M', border: 2, pixelSize: 4, whiteColor: '#fff', blackColor: '#111' });
}
