/**
 * The text of {@link compressedText}, compressed by gzip 1.12, xz 5.4.1, zstd 1.5.4 and bzip2 1.0.8 (Debian 12). Not made
 * here: the tests must not depend on what a machine has installed.
 */
export const compressedText: string = Array.from({ length: 300 }, (_, i) => `line ${i + 1}\n`).join(
  '',
);

const bytes = (base64: string): Uint8Array => Buffer.from(base64, 'base64');

export const compressed: Readonly<Record<'gzip' | 'xz' | 'zstd' | 'bzip2', Uint8Array>> = {
  gzip: bytes(
    'H4sIAAAAAAACA0XWOW5DMRAE0Vyn8BHYzf1ADgwIvn9oGL9rFDEraJnH4fvn9/tLr/f/4efozzGeYz7Heo79' +
      'HOc57nOo5UxHCSklJaW0lJhSU3JKz+mZz5We03N6Ts/pOT2n5/R6ej29zhdNr6fX0+vp9fR6ej29kd5Ib6Q3' +
      '+OXSG+mN9EZ6I72R3kxvpjfTm+lN/or0ZnozvZneTG+lt9Jb6a30VnqL/za9ld5Kb6W309vp7fR2eju9nd5m' +
      'WNLb6e30TnonvZPeSe+kd9I76R2mL72T3k3vpnfTu+nd9G56N72b3mWca54Z6MZEN0a6MdONoW5MdWOsG3Pd' +
      'GOxG+UOFcmEpLcWlvBSYElNkMCPQyKWQMm4EHCFH0BF2BB6hR/ARftQLOGUICUMCkVAkGAlHApKQJChp1N1B' +
      'GU2Ck/AkQAlRgpQwJVAJVZp1LVEGlpAlaAlbApfQJXgJXwKYVt14lDEmkAllgplwJqAJaYKasKZdlylluAlv' +
      'ApwQJ8gJcwKdUCfY6dQ9TRl5gp6wJ/AJfYKf8CcACoG6tQJqB7AEMGgMGoPGoDFoDBqDxqAxaNV6oYxBY9AY' +
      'NAaNQWPQGHTtrVpcn81FuXZXLa/aXrW+an/VAsOgMWgMutdSpIxBY9AYNAaNQWPQGDQGjUGP2reUMWgMGoPG' +
      'oDFoDBqDxqAx6FmrnDIGjUFj0Bg0Bo1BY9AYNAa96pVAGYPGoDFoDBqDxqAxaAwag971AKGMQWPQGDQGjUFj' +
      '0Bg0Bo1Bn3rbUMagMWgMGoPGoDFoDBqDxqBvPZvq3dRef0yHtcQgCgAA',
  ),
  xz: bytes(
    '/Td6WFoAAATm1rRGAgAhARwAAAAQz1jM4AofARNdADYaSh8IoCtv/pTGQdMBWdXgQJCCtKMCOYt6s0Ljd6CG' +
      'R2C45eR7MxQbdWRj+Im1HION3MxNt8udWvQBoslc/O1D9LgvcIkH57V6aQ4cYzoJ47JLdIBCYAk9dwU/4KCP' +
      'srUbKKtJhmhmNR2HyG0xV9ohxnXGAV9VUJAA3mPDG6x0JKHgriXkM2xc/eP+XQtUwmOXYnI6NkaoOq6vEBPB' +
      'ouglJKxOajzTL504aVmv+JeEx6FgyCLEiGGh02xo8aA+qyigzNLIk0CkNgkh6C7EbiMMr1HXdg2CipNgkOnP' +
      'J+Iw4UWRB/cNZYVXCHksH0MBH8q1xd6Lab1XwH9Oq+ScmjxRSuTDjtqwu19zgTPgXBE6SmOsAADV38xebDSv' +
      'xgABrwKgFAAALzabB7HEZ/sCAAAAAARZWg==',
  ),
  zstd: bytes(
    'KLUv/WQgCc0JAGbgOBGwpdBijuCSgCKR3b1TasTBgT4ALAAuAGEYhmEYhuGsaGQjhLOikY0LZ0UjGxbOikY2' +
      'KpwVjWxQOCsa2ZhwVjSyIeGsaGTjcFY0smE4KxpZ4ABgIEAgpmmWZVmWZVmWJUmSJEmSJEmO4ziO4ziOoyiK' +
      'oiiKoiju7u7u7qqqqqqqhmGyLMuyLMv//////+7u7u7ucRzHcRzHcRwMBoPBYDAYDJ7neZ7neZ6naZqmaZoB' +
      'gggJh8PhcDgcDofv+77v+77v27Zt27Zt27bruq7ruq7rmqZpmqZpmqbneZ7neZ7nWZYDgSuoEUD5zeEraxEk' +
      'FD9vkiiJiqiIiqiIiqiESqiESqgE6hSnbkpTMhWmLtVSlUIBOwx8GYNrMfhlGa7F4CdjuBYDv4zhWhjM8vxe' +
      '9rXs2CoI+KtidIgZ',
  ),
  bzip2: bytes(
    'QlpoOTFBWSZTWXmbojUAA+RZAAAQQAB/4AIlQAKwHAACmAAmhFPQab9VRNApgAJoNHqknvVPyqpk9MeROt1y' +
      '3flpAOGAFDIGw0DQNhkChgBwkAtAAcQwAtIBwwAoZA2GgaBsMgUMAOEgFoACkGQNhoGgbDIFDADhIBaAA+RH' +
      'XUdRCEAO1pAVVVVVV3MzMzM7u7u7u7BHJJJPy2q222973ve9sgsRpqxGmrEaasRpqxGmrEaasRpqxGmrEaas' +
      'V5zbbbbPYpJJJW223PZqxGmrEBmIDMQGYgMxAZiAzEBmIDMV5ylttscmySSOtttyeoAAAAAAAAC85by22zsk' +
      'JJI3W23IwAAAAAAAALzlt8ttnySTkkjbrbcnQAAAAAAAALzltvy2zySSeSRtutuT4AAAAAAAABecttvbZySS' +
      'T5I2263J4AAAAAAAABectttdhJJJOxttuuTgAAAAAAAAC5fPLbbXISSSTsbbb99oAAAAAAACD6lmLEvqWYsS' +
      '/6WYsS+pZixL+F3JFOFCQeZuiNQ=',
  ),
};
