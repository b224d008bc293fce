// A statistical model with its data, made ready for the questions of the command line, with blinding respected.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "fits/asimov.hpp"
#include "fits/limits.hpp"
#include "fits/toy_backend.hpp"
#include "fits/toy_cls.hpp"
#include "host/io/model_document.hpp"

namespace quartet
{

struct QuestionOptions
{
    std::string poi;  ///< name; empty = the first one of the model
    TestStatistic statistic = TestStatistic::qtilde;
    double cl = 0.95;
    Bands bands = Bands::sigma;
    bool blind = false;    ///< nothing of the data is used: pre-fit Asimov data
    bool unblind = false;  ///< the blind windows of the model are opened
    bool expected_data =
        false;  ///< the data are Asimov data with a signal: background only is the model before the fit
    std::map<std::string, double> injected;  ///< parameters of these data that are not nominal
    double mu_max = 0;                       ///< first value beyond which a search is extended; 0 = from the model
    int scan_points = 0;                     ///< points of the CLs curve in the result of a limit
    std::int64_t toys = 1000;                ///< per hypothesis and value of the parameter
    std::int64_t max_toys = 0;               ///< to which this number is raised for a limit; 0 = 300 times as many
    ToyKind toy_kind = ToyKind::frequentist;
    bool toy_bands = true;       ///< expected limits with toys
    double toy_accuracy = 0.02;  ///< relative error of a limit at which no further toys are made
    std::uint64_t seed = 1;
    std::function<void(int, double)> progress;
};

/// Throws InputError when the model does not fit together, when the parameter of interest is unknown or fixed, when
/// there are no data and none of the blind modes is on, or when the data have weights.
class Question
{
  public:
    Question(ModelDocument document, QuestionOptions options);

    /// True when the observed result is not to be shown: --blind, or blind windows that were not opened.
    bool blinded() const { return blinded_; }
    /// Why, in words; empty when not blinded.
    std::string blinding() const;
    CompiledModel const& model() const { return *model_; }
    ModelDocument const& document() const { return document_; }
    QuestionOptions const& options() const { return options_; }
    int poi() const { return poi_; }
    /// Value of the parameter of interest with which the data were made; nothing when they were measured.
    std::optional<double> injected() const;
    std::string const& poi_name() const;
    /// Likelihood of the data; null when blinded.
    ProfileLikelihood* observed() { return observed_.get(); }
    /// Likelihood of the background-only Asimov data: the parameter asked for is 0, and while blinded all parameters of
    /// interest of the model are. Made at the first call; throws CheckError when the fit behind it fails.
    ProfileLikelihood& asimov();
    /// The data, or the Asimov data that stand for them while blinded: all parameters of interest of the model are 0,
    /// and a parameter that is none of them keeps its value.
    ProfileLikelihood& data();
    AsymptoticCls asymptotic();
    /// What is wrong with the fits made so far; empty when all of them ended well.
    std::vector<std::string> warnings() const;

  private:
    void decide_blinding();
    void refuse_weights() const;
    bool asks_for_poi_of_model() const;
    std::unique_ptr<ProfileLikelihood> make_asimov(FixedParameters const& fixed) const;
    FixedParameters pois_at_zero() const;

    ModelDocument document_;
    QuestionOptions options_;
    std::unique_ptr<CompiledModel> model_;
    int poi_ = -1;
    bool blinded_ = false;
    std::unique_ptr<ProfileLikelihood> observed_;
    std::unique_ptr<ProfileLikelihood> asimov_;
    std::unique_ptr<ProfileLikelihood> stand_in_;  ///< for the data, where it differs from the above
};

LimitResult limit_with_formulae(Question& question);
/// Asymptotic limits place the first points. `record` and `round_seconds`: see ToyOptions.
LimitResult limit_with_toys(Question& question, ToyBackend& backend, ToyRecord* record = nullptr,
                            double round_seconds = 0);

ToyOptions toy_options(Question const& question);

}  // namespace quartet
