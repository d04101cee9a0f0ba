import legacy from '@vitejs/plugin-legacy'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const server = process.env['SHAOYING_SERVER'] ?? 'http://127.0.0.1:8080'

/** What Chromium 90 lacks of the language level that we and our libraries use. */
const polyfills = [
  'es.array.at',
  'es.array.find-last',
  'es.array.find-last-index',
  'es.array.to-reversed',
  'es.array.to-sorted',
  'es.array.to-spliced',
  'es.error.cause',
  'es.object.has-own',
  'es.string.at-alternative',
  'web.structured-clone',
]

/** No inline script leaves this build, so that the page may be served under `script-src 'self'`. */
export default defineConfig({
  plugins: [
    react(),
    legacy({ renderLegacyChunks: false, modernTargets: 'chrome >= 90', modernPolyfills: polyfills }),
  ],
  resolve: { conditions: ['source', 'module', 'browser', 'development|production'] },
  server: { proxy: { '/api': server, '/demo-accounts.json': server } },
  build: {
    outDir: 'dist',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'charts', test: /node_modules[\\/](echarts|zrender)/ },
            {
              name: 'react',
              test: /node_modules[\\/](react|react-dom|scheduler|@tanstack|i18next|react-i18next)[\\/]/,
            },
          ],
        },
      },
    },
  },
})
