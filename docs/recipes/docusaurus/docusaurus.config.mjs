// The smallest site with the classic preset. What a site of your own needs of it are the two lines about the directive.
import podariumDirective from './src/podarium-directive.mjs';

export default {
  title: 'Course',
  url: 'https://course.example',
  baseUrl: '/docusaurus/',
  onBrokenLinks: 'throw',
  presets: [
    [
      'classic',
      {
        docs: {
          routeBasePath: '/',
          beforeDefaultRemarkPlugins: [podariumDirective],
        },
        blog: false,
      },
    ],
  ],
};
