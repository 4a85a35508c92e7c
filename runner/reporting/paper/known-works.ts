/** A work as BibTeX has it, in plain Unicode. */
export interface Work {
  readonly type: 'article' | 'inproceedings' | 'misc' | 'techreport' | 'software';
  readonly key: string;
  /** In the order in which they are written. */
  readonly fields: Readonly<Record<string, string>>;
}

const work = (
  type: Work['type'],
  key: string,
  author: string,
  title: string,
  year: number,
  more: Readonly<Record<string, string>>,
): Work => ({ type, key, fields: { author, title, year: String(year), ...more } });

const arxiv = (eprint: string) => ({ eprint, archiveprefix: 'arXiv' });

/** Works by what a kind's `@source` calls them: its authors and the year. */
export const knownWorks: ReadonlyMap<string, Work> = new Map(
  Object.entries({
    'Krizhevsky 2009': work(
      'techreport',
      'krizhevsky2009',
      'Krizhevsky, Alex',
      'Learning Multiple Layers of Features from Tiny Images',
      2009,
      { institution: 'University of Toronto' },
    ),
    'Xiao, Rasul & Vollgraf 2017': work(
      'misc',
      'xiao2017',
      'Xiao, Han and Rasul, Kashif and Vollgraf, Roland',
      'Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning Algorithms',
      2017,
      arxiv('1708.07747'),
    ),
    'LeCun, Bottou, Bengio & Haffner 1998': work(
      'article',
      'lecun1998',
      'LeCun, Yann and Bottou, Léon and Bengio, Yoshua and Haffner, Patrick',
      'Gradient-Based Learning Applied to Document Recognition',
      1998,
      {
        journal: 'Proceedings of the IEEE',
        volume: '86',
        number: '11',
        pages: '2278–2324',
        doi: '10.1109/5.726791',
      },
    ),
    'Shwartz-Ziv & Tishby 2017': work(
      'misc',
      'shwartzziv2017',
      'Shwartz-Ziv, Ravid and Tishby, Naftali',
      'Opening the Black Box of Deep Neural Networks via Information',
      2017,
      arxiv('1703.00810'),
    ),
    'Netzer, Wang, Coates, Bissacco, Wu & Ng 2011': work(
      'inproceedings',
      'netzer2011',
      'Netzer, Yuval and Wang, Tao and Coates, Adam and Bissacco, Alessandro and Wu, Bo and Ng, Andrew Y.',
      'Reading Digits in Natural Images with Unsupervised Feature Learning',
      2011,
      { booktitle: 'NIPS Workshop on Deep Learning and Unsupervised Feature Learning' },
    ),
    'RoyChowdhury, Sharma, Learned-Miller & Roy 2017': work(
      'inproceedings',
      'roychowdhury2017',
      'RoyChowdhury, Aruni and Sharma, Prakhar and Learned-Miller, Erik and Roy, Aruni',
      'Reducing Duplicate Filters in Deep Neural Networks',
      2017,
      { booktitle: 'NIPS Workshop on Deep Learning: Bridging Theory and Practice' },
    ),
    'Saxe et al. 2018': work(
      'inproceedings',
      'saxe2018',
      'Saxe, Andrew M. and Bansal, Yamini and Dapello, Joel and Advani, Madhu and Kolchinsky, Artemy and Tracey, Brendan D. and Cox, David D.',
      'On the Information Bottleneck Theory of Deep Learning',
      2018,
      { booktitle: 'International Conference on Learning Representations' },
    ),
    'Kolchinsky & Tracey 2017': work(
      'article',
      'kolchinsky2017',
      'Kolchinsky, Artemy and Tracey, Brendan D.',
      'Estimating Mixture Entropy with Pairwise Distances',
      2017,
      { journal: 'Entropy', volume: '19', number: '7', pages: '361', doi: '10.3390/e19070361' },
    ),
    'Kraskov, Stögbauer & Grassberger 2004': work(
      'article',
      'kraskov2004',
      'Kraskov, Alexander and Stögbauer, Harald and Grassberger, Peter',
      'Estimating Mutual Information',
      2004,
      { journal: 'Physical Review E', volume: '69', pages: '066138', doi: '10.1103/PhysRevE.69.066138' },
    ),
    'Ross 2014': work(
      'article',
      'ross2014',
      'Ross, Brian C.',
      'Mutual Information between Discrete and Continuous Data Sets',
      2014,
      { journal: 'PLoS ONE', volume: '9', number: '2', pages: 'e87357', doi: '10.1371/journal.pone.0087357' },
    ),
    'Gao, Kannan, Oh & Viswanath 2017': work(
      'inproceedings',
      'gao2017',
      'Gao, Weihao and Kannan, Sreeram and Oh, Sewoong and Viswanath, Pramod',
      'Estimating Mutual Information for Discrete-Continuous Mixtures',
      2017,
      { booktitle: 'Advances in Neural Information Processing Systems 30' },
    ),
    'Alain & Bengio 2016': work(
      'misc',
      'alain2016',
      'Alain, Guillaume and Bengio, Yoshua',
      'Understanding Intermediate Layers Using Linear Classifier Probes',
      2016,
      arxiv('1610.01644'),
    ),
    'McNemar 1947': work(
      'article',
      'mcnemar1947',
      'McNemar, Quinn',
      'Note on the Sampling Error of the Difference between Correlated Proportions or Percentages',
      1947,
      { journal: 'Psychometrika', volume: '12', number: '2', pages: '153–157', doi: '10.1007/BF02295996' },
    ),
    'Yu, Jenssen & Príncipe 2018': work(
      'misc',
      'yu2018',
      'Yu, Shujian and Jenssen, Robert and Príncipe, José C.',
      'Understanding Convolutional Neural Network Training with Information Theory',
      2018,
      arxiv('1804.06537'),
    ),
    'Yu, Wickstrøm, Jenssen & Príncipe 2020': work(
      'article',
      'yu2020',
      'Yu, Shujian and Wickstrøm, Kristoffer and Jenssen, Robert and Príncipe, José C.',
      'Understanding Convolutional Neural Networks with Information Theory: An Initial Exploration',
      2020,
      {
        journal: 'IEEE Transactions on Neural Networks and Learning Systems',
        doi: '10.1109/TNNLS.2020.2968509',
      },
    ),
    'Ioffe & Szegedy 2015': work(
      'inproceedings',
      'ioffe2015',
      'Ioffe, Sergey and Szegedy, Christian',
      'Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift',
      2015,
      { booktitle: 'International Conference on Machine Learning' },
    ),
    'Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov 2014': work(
      'article',
      'srivastava2014',
      'Srivastava, Nitish and Hinton, Geoffrey and Krizhevsky, Alex and Sutskever, Ilya and Salakhutdinov, Ruslan',
      'Dropout: A Simple Way to Prevent Neural Networks from Overfitting',
      2014,
      { journal: 'Journal of Machine Learning Research', volume: '15', pages: '1929–1958' },
    ),
    'Lin, Chen & Yan 2014': work(
      'inproceedings',
      'lin2014',
      'Lin, Min and Chen, Qiang and Yan, Shuicheng',
      'Network In Network',
      2014,
      { booktitle: 'International Conference on Learning Representations' },
    ),
    'He, Zhang, Ren & Sun 2016': work(
      'inproceedings',
      'he2016',
      'He, Kaiming and Zhang, Xiangyu and Ren, Shaoqing and Sun, Jian',
      'Deep Residual Learning for Image Recognition',
      2016,
      {
        booktitle: 'IEEE Conference on Computer Vision and Pattern Recognition',
        pages: '770–778',
        doi: '10.1109/CVPR.2016.90',
      },
    ),
  }),
);
